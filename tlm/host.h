// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/quantized_network.h"
#include "tlm/register_map.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>

#include <vector>

namespace cim {

/// The program that uses the accelerator: puts images into DRAM, starts the chip, waits for its
/// interrupt and reads the logits back.
class Host : public sc_core::sc_module {
  public:
    /// `images` null: there are no data to move, and no logits to read. `first_image` is the
    /// data-set index of the first.
    Host(const sc_core::sc_module_name &name, const nn::QuantizedNetwork &network,
         const std::uint8_t *images, std::int64_t first_image, int count);

    tlm_utils::simple_initiator_socket<Host> registers, dram;
    sc_core::sc_in<bool> interrupt;

    std::vector<std::vector<float>> logits;
    bool finished = false;
    JobError error = JobError::None; ///< why a run ended early
    int fault = 0;                   ///< minus the TLM-2.0 status of the access that was refused

    /// Where it sees the accelerator's registers: far above any memory.
    static constexpr std::uint64_t register_base = std::uint64_t{1} << 60;

    /// Bytes of DRAM that images and logits take.
    static std::size_t dram_bytes(const nn::QuantizedNetwork &network, int count);

  private:
    SC_HAS_PROCESS(Host);
    void run();
    void write(Register which, std::uint64_t value);
    std::uint64_t read(Register which);
    void access(tlm::tlm_command command, Register which, std::uint64_t &value);
    void debug(bool read, std::uint64_t address, std::uint8_t *bytes, std::size_t count);

    const nn::QuantizedNetwork &network_;
    const std::uint8_t *images_;
    const std::int64_t first_image_;
    const int count_;
};

} // namespace cim
