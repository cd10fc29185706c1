// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/chip/traffic_spec.h"

#include <cstdint>
#include <vector>

namespace cim {

/// What an interconnect makes of synthetic traffic, in the cycles that are measured: warm_up cycles
/// come before them and as many behind, with packets due in all.
struct LoadPoint {
    double load = 0;     ///< flits a node and cycle that are asked for
    double offered = 0;  ///< that were due
    double accepted = 0; ///< that landed
    double latency = 0;  ///< mean of the packets that were due, from then to the tail's landing
    double network = 0;  ///< of it, from the head's leaving its node on
    bool steady = true;  ///< all that were due have landed; else latencies are of those that have
    int least_node = 0;  ///< whose packets landed least
    double least = 0;    ///< flits a cycle of them
};

/// One load of a pattern (traffic.load is not looked at). Throws std::invalid_argument as
/// synthesize().
LoadPoint measure_load(const ChipSpec &chip, const Interconnect &interconnect,
                       const TrafficSpec &traffic, double load);

/// Loads and what became of them, and where the interconnect saturates.
struct LoadSweep {
    std::vector<LoadPoint> points; ///< loads ascend
    double empty_latency = 0;      ///< mean of the packets, if each were alone
    /// The load at which the mean latency is three times that; 0: at none up to the largest.
    double saturation = 0;
};

/// All loads of traffic.loads, or 0.1 to 1; the saturation is found by halving between two of them.
LoadSweep sweep_loads(const ChipSpec &chip, const Interconnect &interconnect,
                      const TrafficSpec &traffic);

} // namespace cim
