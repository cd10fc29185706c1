// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace cim {

/// The latest cycle and the longest packet of a trace that is read: far above what a chip does,
/// and the clock counts them without overflow.
inline constexpr std::int64_t most_cycles = 1'000'000'000'000;
inline constexpr std::int64_t most_flits = 1'000'000;

/// A packet that crossed the interconnect, without its data.
struct PacketRecord {
    std::int64_t sent = 0;   ///< cycle in which its head left its node
    std::int64_t landed = 0; ///< cycle in which its tail reached the last of its nodes
    int from = 0;            ///< node
    std::int64_t flits = 0;
    std::vector<int> to; ///< nodes

    bool operator==(const PacketRecord &other) const {
        return sent == other.sent && landed == other.landed && from == other.from &&
               flits == other.flits && to == other.to;
    }
};

/// All packets of a run, in the order in which they were sent (of one cycle: by node).
struct PacketTrace {
    int nodes = 0; ///< of the interconnect
    std::vector<PacketRecord> packets;
};

} // namespace cim
