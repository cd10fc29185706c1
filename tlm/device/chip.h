// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/crossbar.h"
#include "models/estimate/estimate.h"
#include "tlm/base/statistics.h"
#include "tlm/device/host_interface.h"
#include "tlm/noc/fabric.h"

#include <deque>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace cim {

/// What a chip has done, all images.
struct ChipCounts {
    NetworkCounts work;            ///< layers parallel to Placement::layers
    std::vector<ReadCounts> reads; ///< likewise
};

/// What is on the chip: host interface, global buffer, the network and the tiles that have work,
/// bound together.
class Chip : public sc_core::sc_module {
  public:
    /// `links`: null, or where the outputs of routers are noted.
    Chip(const sc_core::sc_module_name &name, const ChipContext &context,
         const HostInterfaceSpec &host, Timeline *links = nullptr);

    GlobalBuffer global_buffer;
    HostInterface host_interface;
    Fabric fabric;
    /// By number; null: a spare one.
    const std::vector<std::unique_ptr<Tile>> &tiles() const { return tiles_; }

    /// What it has done so far.
    ChipCounts counts() const;
    /// When its arrays had power, up to the cycle `end`.
    ArrayPower power(Cycle end) const;
    /// Read-only registers and statistics, one a line, a name and a number.
    void write_counters(std::ostream &out);
    /// What its units wait for.
    std::vector<Waiting> waits() const;
    /// Grows whenever a unit does something.
    std::int64_t work_done() const;

  private:
    Tile &tile(int index) const { return *tiles_[static_cast<std::size_t>(index)]; }
    /// The tile that makes the pixels of an op.
    Tile &maker(int op) const {
        return tile(context_.placement.ops[static_cast<std::size_t>(op)].tile);
    }
    /// What the host's counters show, up to the cycle `end`; leakage as if nothing were gated.
    ChipTotals totals(Cycle end) const;
    /// Of the home tiles of all layers.
    UnitTime home_time(Cycle end) const;
    double dynamic_pj() const;
    double leakage_pj(Cycle end) const;
    /// Drops all that is inside: units are as at the start, but their counters go on.
    void reset();
    /// Credits from a tile back to another one that sends it what takes `places`.
    CreditLink &credits(int from, int to, std::int64_t places);
    void connect_outputs();
    void connect_layers();

    const ChipContext context_;
    std::vector<std::unique_ptr<Tile>> tiles_;
    std::deque<CreditLink> credits_; ///< one for each buffer, and for each pair of tiles of a layer

    Stats stats_{*this};
    Figure cycles_{stats_, "cycles", Measure::Cycles, "cycles of the chip's clock",
                   [](Cycle end) { return end; }};
    Figure busy_{stats_, "compute.busy", Measure::Cycles,
                 "cycles that home tiles loaded, multiplied or added, all layers added up",
                 [this](Cycle end) { return home_time(end).busy; }};
    Figure starved_{stats_, "compute.starved", Measure::Cycles,
                    "cycles that home tiles waited for pixels or partial sums",
                    [this](Cycle end) { return home_time(end).starved; }};
    Figure blocked_{stats_, "compute.blocked", Measure::Cycles,
                    "cycles that home tiles waited for buffer space",
                    [this](Cycle end) { return home_time(end).blocked; }};
    Figure dynamic_pj_{stats_, "dynamic_pj", Measure::Picojoules,
                       "dynamic energy of all work, of a memory that of its bits",
                       [this](Cycle) { return dynamic_pj(); }};
    Figure leakage_pj_{stats_, "leakage_pj", Measure::Picojoules,
                       "leakage while a job was under way",
                       [this](Cycle end) { return leakage_pj(end); }};
    Figure energy_pj_{stats_, "energy_pj", Measure::Picojoules, "dynamic energy and leakage",
                      [this](Cycle end) { return dynamic_pj() + leakage_pj(end); }};
};

} // namespace cim
