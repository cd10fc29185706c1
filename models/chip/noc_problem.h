// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <optional>
#include <string>
#include <vector>

namespace cim {

/// Why an interconnect cannot be as it is asked for, and the keys that say so.
struct NocProblem {
    std::vector<std::string> keys;
    std::string text;
};

/// What the network cannot do with the topology; nothing: it can.
std::optional<NocProblem> noc_problem(Topology topology, const NocSpec &noc);

/// What a package of several chips cannot have; nothing: it can.
std::optional<NocProblem> package_problem(const ChipSpec &chip);

/// Why so many nodes do not fit the grid that is given; empty: they do.
std::string grid_shortage(const Interconnect &interconnect, int nodes);

} // namespace cim
