// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/host_interface.h"

#include <vector>

namespace cim {

/// The program that uses the accelerator: puts images into DRAM, starts the chip, waits for its
/// interrupt and reads the logits back.
class Host : public sc_core::sc_module {
  public:
    /// `images` null: there are no data to move, and no logits to read.
    Host(const sc_core::sc_module_name &name, const nn::QuantizedNetwork &network,
         const std::uint8_t *images, int count);

    tlm_utils::simple_initiator_socket<Host> registers, dram;
    sc_core::sc_in<bool> interrupt;

    std::vector<std::vector<float>> logits;
    bool finished = false;
    int fault = 0; ///< why a run ended early: minus the DMA's TLM-2.0 response status

    /// Bytes of DRAM that images and logits take.
    static std::size_t dram_bytes(const nn::QuantizedNetwork &network, int count);

  private:
    SC_HAS_PROCESS(Host);
    void run();
    void write(Register which, std::uint64_t value, bool wide = false);
    std::uint32_t read(Register which);
    void access(tlm::tlm_command command, std::uint64_t address, std::uint32_t &value);
    void debug(bool read, std::uint64_t address, std::uint8_t *bytes, std::size_t count);

    const nn::QuantizedNetwork &network_;
    const std::uint8_t *images_;
    const int count_;
};

} // namespace cim
