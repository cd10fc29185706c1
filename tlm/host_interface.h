// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/activity.h"
#include "tlm/global_buffer.h"

#include <tlm_utils/simple_initiator_socket.h>

#include <array>

namespace cim {

/// Control registers, 32 bits each, at these byte addresses.
enum class Register : std::uint64_t {
    Control = 0x00,      ///< write 1: start
    Status = 0x04,       ///< bit 0: running; bit 1: interrupt raised
    Images = 0x08,       ///< to run
    Completed = 0x0c,    ///< images whose logits are in DRAM
    ImageAddress = 0x10, ///< in DRAM; low word, high word follows
    LogitsAddress = 0x18,
    Acknowledge = 0x20, ///< any write lowers the interrupt
    Fault = 0x24        ///< TLM-2.0 response status of the DMA access that ended a run, else 0
};

/// The accelerator as the host sees it: registers (TLM-2.0 target), DMA between DRAM and global
/// buffer (TLM-2.0 initiator), a level interrupt.
class HostInterface : public sc_core::sc_module {
  public:
    HostInterface(const sc_core::sc_module_name &name, const ChipContext &chip,
                  GlobalBuffer &buffer);

    tlm_utils::simple_target_socket<HostInterface> registers;
    tlm_utils::simple_initiator_socket<HostInterface> dram, buffer;
    sc_core::sc_out<bool> interrupt;

    std::vector<Cycle> done_cycle; ///< by image
    Activity reading, writing;     ///< of the two directions of the DMA

  private:
    SC_HAS_PROCESS(HostInterface);
    static constexpr std::size_t register_count = 10;

    void transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    unsigned peek(tlm::tlm_generic_payload &payload);
    bool access(tlm::tlm_generic_payload &payload);
    void write(std::uint64_t address, std::uint32_t value);
    std::uint32_t &word(Register which, std::uint64_t high = 0);
    std::uint64_t address(Register which);

    void read_images();
    void write_logits();
    void drive_interrupt();
    void fail(tlm::tlm_response_status status);
    bool move(bool to_buffer, std::uint64_t dram_address, std::uint64_t buffer_address,
              std::int64_t bytes);

    const ChipContext &chip_;
    GlobalBuffer &global_buffer_;
    std::array<std::uint32_t, register_count> words_{};
    Cycle start_cycle_ = 0;
    sc_core::sc_event start_, interrupt_changed_;
};

} // namespace cim
