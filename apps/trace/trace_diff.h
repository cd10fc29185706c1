// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/noc/packet_trace.h"

#include <cstdint>
#include <optional>
#include <string>

namespace apps {

/// Where and by how much two traces part. The k-th packet that a node sends in one is held against
/// the k-th that it sends in the other.
struct TraceDifference {
    std::int64_t pairs = 0;      ///< packets that both have
    std::int64_t only_a = 0;     ///< packets that only the first has
    std::int64_t only_b = 0;     ///< likewise the second
    std::int64_t differ = 0;     ///< pairs that are not equal
    double mean_later = 0;       ///< cycles by which the second's packets land later
    std::int64_t most_later = 0; ///< of all pairs; negative: earlier
    bool nodes_differ = false;   ///< interconnects of different size
    /// The pair that differs and is sent first.
    struct Pair {
        std::size_t a = 0, b = 0; ///< indices into the traces
    };
    std::optional<Pair> first;

    bool equal() const { return differ == 0 && only_a == 0 && only_b == 0 && !nodes_differ; }
};

TraceDifference difference(const cim::PacketTrace &a, const cim::PacketTrace &b);

/// In words, for traces of the given names.
std::string described(const TraceDifference &difference, const cim::PacketTrace &a,
                      const cim::PacketTrace &b, const std::string &name_a,
                      const std::string &name_b);

} // namespace apps
