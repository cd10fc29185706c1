// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_cycles.h"
#include "models/memory/dram_controller.h"
#include "tlm/base/clock.h"
#include "tlm/base/statistics.h"
#include "tlm/system/memory_trace.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace cim {

/// Off-chip memory as a module: bytes, and a controller that says when they move. It is asked, and
/// answers, in whole cycles of the chip; in between it keeps its own time. An access whose time
/// depends on those that come after it waits within the transport call: who calls is a thread.
class Dram : public sc_core::sc_module {
  public:
    /// `size` in bytes; without one it keeps no data and takes any address.
    Dram(const sc_core::sc_module_name &name, const Clock &clock, const ChipSpec &chip,
         std::optional<std::size_t> size);

    tlm_utils::simple_target_socket<Dram> socket; ///< of the chip
    tlm_utils::simple_target_socket<Dram> host;   ///< for the host, without time
    Stats stats{*this};
    Counter bytes{stats, "bytes", Measure::Bytes, "bytes that crossed the channel"};
    Figure rows_opened{stats, "rows_opened", Measure::Count, "rows opened",
                       [this](Cycle) { return static_cast<double>(controller_->rows_opened()); }};
    Figure refreshes{stats, "refreshes", Measure::Count, "refreshes of its channels",
                     [this](Cycle end) {
                         return static_cast<double>(controller_->refreshes(time_.begin(end)));
                     }};
    MemoryTrace *trace = nullptr; ///< where accesses of the chip are noted; null: nowhere

  private:
    SC_HAS_PROCESS(Dram);
    void transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    unsigned peek(tlm::tlm_generic_payload &payload);
    /// Notes an access that begins in a cycle.
    void note(const tlm::tlm_generic_payload &payload, Cycle cycle);
    /// When an access that is asked for in a cycle is done.
    DramTime served(const DramAccess &access, Cycle cycle);
    /// What the controller has done before the present cycle; sleeps until it does something else.
    void go_on();

    const Clock &clock_;
    const DramCycles time_;
    const std::unique_ptr<DramController> controller_;
    std::map<std::int64_t, DramTime> done_; ///< by access, for who waits for it
    sc_core::sc_event due_, answered_;
    const bool rows_, data_;
    std::vector<std::uint8_t> storage_;
};

} // namespace cim
