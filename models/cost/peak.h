// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cost/parts.h"
#include "models/mapping/timing.h"

#include <map>
#include <string>
#include <vector>

namespace cim {

/// A chip with everything at work, whatever the network: every array computes without a pause on
/// full matrices of chip.peak's precision (all driven rows at the highest digit for the share
/// chip.peak.activity, cells at chip.peak.conductance between lowest and highest, of a pair one),
/// every buffer port, lane, router and unit works each cycle.
struct Peak {
    std::string kind;        ///< of the tiles; empty: chip.tile, device, and the chip around them
    std::vector<Part> parts; ///< of an array, a core, a tile and the chip; busy_mw is filled in
    std::vector<Peak> kinds; ///< the chip's other tiles, without parts of the chip
    int tiles = 0;           ///< of this kind; 1 if it has as many as needed
    std::map<Level, double> in_tile; ///< arrays, cores and tiles in a tile
    double period_ns = 1;
    MvmTiming mvm;                     ///< of one array
    std::int64_t operation_cycles = 0; ///< of a window of one array: from the tile's buffer through
                                       ///< array, adder and vector unit back into the buffer
    double settle_ns = 0;              ///< of an array's lines: settle_ns()
    double digit_ns = 0;               ///< time for which an input digit keeps an array
    int conversion_cycles = 0;
    int outputs = 0; ///< of one array
    double tops = 0; ///< of these tiles; a product and its sum are two operations

    /// One of a level with all that it contains; of the chip with its other tiles.
    double power_mw(Level level) const;
    double area_um2(Level level) const;
    double chip_tops() const;
};

/// Throws std::invalid_argument if an array cannot hold one output of that precision.
Peak peak(const ChipSpec &chip, const DeviceSpec &device);

/// Every figure by name: "core.power_mw", "tile.area_um2", "tile.adc.power_share" (of the tile),
/// "tile.adc.power_mw", "chip.tops", "chip.tops_per_watt", "chip.tops_per_mm2" (of an array, too),
/// "mvm.latency_cycles", "mvm.interval_ns", "digit.adc_pj" (dynamic energy of an array for one
/// input digit), ... Those of the chip count all of its tiles; of another kind's peak they are left
/// out.
std::map<std::string, double> figures(const Peak &peak);

/// "array", "core", "tile", "chip".
const char *level_name(Level level);

} // namespace cim
