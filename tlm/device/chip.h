// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/crossbar.h"
#include "models/estimate/estimate.h"
#include "tlm/device/host_interface.h"
#include "tlm/noc/fabric.h"

#include <deque>
#include <map>
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
    /// The same unit by unit, under names such as chip.tile3.adc.conversions, up to the cycle
    /// `end`.
    std::map<std::string, std::int64_t> counters(Cycle end) const;
    /// All that gem5 takes as statistics, by full name, up to the cycle `end`.
    std::map<std::string, double> statistics(Cycle end);
    /// Read-only registers and counters, one a line, a name and a number.
    void write_counters(std::ostream &out);
    /// What the host's counters show, up to the cycle `end`. Energy is that of all work, and
    /// leakage while a job was under way.
    ChipTotals totals(Cycle end) const;
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
    /// Drops all that is inside: units are as at the start, but their counters go on.
    void reset();
    /// Credits from a tile back to another one that sends it what takes `places`.
    CreditLink &credits(int from, int to, std::int64_t places);
    void connect_outputs();
    void connect_layers();

    const ChipContext context_;
    std::vector<std::unique_ptr<Tile>> tiles_;
    std::deque<CreditLink> credits_; ///< one for each buffer, and for each pair of tiles of a layer
};

} // namespace cim
