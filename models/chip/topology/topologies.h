// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/topology/wiring.h"

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace cim {

/// What joins tiles and global buffer.
enum class Topology { Mesh, HTree, Bus, Torus };

std::shared_ptr<const Wiring> make_mesh(Grid grid);
std::shared_ptr<const Wiring> make_htree(Grid grid);
std::shared_ptr<const Wiring> make_bus(Grid grid);
std::shared_ptr<const Wiring> make_torus(Grid grid);

/// The smallest square grid whose side is a power of two, with room for the nodes.
Grid tree_grid(int nodes);

/// A topology: its name, the grid that it needs for so many nodes, and how it is laid out there.
struct TopologyKind {
    const char *name;
    Topology topology;
    Grid (*grid)(int nodes);
    std::shared_ptr<const Wiring> (*make)(Grid grid);
};

/// All topologies, in the order of the enumeration.
inline constexpr std::array topologies{
    TopologyKind{"mesh", Topology::Mesh, nearly_square, make_mesh},
    TopologyKind{"htree", Topology::HTree, tree_grid, make_htree},
    TopologyKind{"bus", Topology::Bus, nearly_square, make_bus},
    TopologyKind{"torus", Topology::Torus, nearly_square, make_torus},
};

inline constexpr auto topology_names = [] {
    std::array<std::pair<const char *, Topology>, topologies.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i].first = topologies[i].name;
        names[i].second = topologies[i].topology;
    }
    return names;
}();

inline const TopologyKind &kind_of(Topology topology) {
    return topologies[static_cast<std::size_t>(topology)];
}

} // namespace cim
