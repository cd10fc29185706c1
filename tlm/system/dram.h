// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_rows.h"
#include "tlm/base/clock.h"
#include "tlm/system/memory_trace.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include <optional>
#include <vector>

namespace cim {

/// Off-chip memory: one channel of limited bandwidth, and a latency.
class Dram : public sc_core::sc_module {
  public:
    /// `size` in bytes; without one it keeps no data and takes any address.
    Dram(const sc_core::sc_module_name &name, const Clock &clock, const ChipSpec &chip,
         std::optional<std::size_t> size);

    tlm_utils::simple_target_socket<Dram> socket; ///< of the chip
    tlm_utils::simple_target_socket<Dram> host;   ///< for the host, without time
    std::int64_t bytes = 0;                       ///< that crossed the channel
    std::int64_t rows_opened = 0;
    MemoryTrace *trace = nullptr; ///< where accesses of the chip are noted; null: nowhere

  private:
    void transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    unsigned peek(tlm::tlm_generic_payload &payload);

    const Clock &clock_;
    const ChipSpec chip_;
    Cycle channel_free_ = 0;
    DramRows rows_;
    const bool data_;
    std::vector<std::uint8_t> storage_;
};

} // namespace cim
