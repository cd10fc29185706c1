// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/system/replay.h"

#include <cstdint>

namespace cim {

/// What a node asked of the interconnect and what it was given, flits a cycle: all its flits over
/// the cycles from its first packet's being due until the last one was due, or was sent (and its
/// flits had left).
struct ServedSource {
    int node = 0;
    double asked = 0, served = 0;
};

/// Latencies of a replayed trace in cycles, and how its sources fared.
struct ReplaySummary {
    double mean_in_network = 0; ///< from the head's leaving its node to the tail's landing
    std::int64_t longest_in_network = 0;
    double mean_from_due = 0; ///< likewise, and the wait at the source before it
    std::int64_t longest_from_due = 0;
    double throughput = 0;    ///< flits a node and cycle, first due to last landing
    ServedSource least, most; ///< by the share of what it asked for; the lowest node of several
};

/// Of a trace with a packet at least.
ReplaySummary summary(const ReplayedTrace &trace);

} // namespace cim
