// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/interconnect.h"

#include <ostream>
#include <vector>

namespace cim {

/// How GoogleTest tells for which topology a test failed.
inline void PrintTo(const TopologyKind &kind, std::ostream *out) { *out << kind.name; }

/// So many nodes on one chip, on two, and on two by two, whose links take a flit every 3 cycles.
inline std::vector<Interconnect> on_chips(Topology topology, int nodes, const NocSpec &noc = {}) {
    const auto package = [&](Grid chips) {
        const int of_chip = (nodes + chips.nodes() - 1) / chips.nodes();
        return Interconnect::of(topology, of_chip, noc).in_package(chips, {7, 3});
    };
    return {Interconnect::of(topology, nodes, noc), package({2, 1}), package({2, 2})};
}

} // namespace cim
