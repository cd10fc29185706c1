// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/dram_rows.h"
#include "tlm/clock.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include <vector>

namespace cim {

/// Off-chip memory: one channel of limited bandwidth, and a latency.
class Dram : public sc_core::sc_module {
  public:
    Dram(const sc_core::sc_module_name &name, const Clock &clock, const ChipSpec &chip,
         std::size_t bytes);

    tlm_utils::simple_target_socket<Dram> socket; ///< of the chip
    tlm_utils::simple_target_socket<Dram> host;   ///< for the host, without time
    std::int64_t bytes = 0;                       ///< that crossed the channel
    std::int64_t rows_opened = 0;

  private:
    void transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    unsigned peek(tlm::tlm_generic_payload &payload);

    const Clock &clock_;
    const ChipSpec chip_;
    Cycle channel_free_ = 0;
    DramRows rows_;
    std::vector<std::uint8_t> storage_;
};

} // namespace cim
