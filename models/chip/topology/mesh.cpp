// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/topologies.h"

#include <cstdlib>

namespace cim {

namespace {

/// Router n at node n, links of one side; packets go along X, then along Y.
class Mesh : public Wiring {
  public:
    using Wiring::Wiring;

    int routers() const override { return grid().nodes(); }
    int ports(int /*router*/) const override { return all_ports; }
    WireEnd end(int router, int port) const override {
        const auto [x, y] = column_and_row(router);
        const bool inside[] = {y > 0, x + 1 < grid().columns, y + 1 < grid().rows, x > 0};
        const int step[] = {-grid().columns, 1, grid().columns, -1};
        if (port == Local)
            return {-1, -1, router, 0};
        return inside[port] ? WireEnd{router + step[port], (port + 2) % 4, -1, 1} : WireEnd{};
    }
    WireEnd door(int node) const override { return {node, Local, -1, 0}; }
    int towards(int router, int node) const override {
        const auto [x, y] = away(router, node);
        return x > 0 ? East : x < 0 ? West : y > 0 ? South : y < 0 ? North : Local;
    }
    int hops(int node_a, int node_b) const override {
        const auto [x, y] = away(node_a, node_b);
        return std::abs(x) + std::abs(y);
    }
    int length(int node_a, int node_b) const override { return hops(node_a, node_b); }
    bool router_a_node() const override { return true; }

  private:
    enum Port { North, East, South, West, Local, all_ports };

    /// Columns and rows from one node to another.
    std::pair<int, int> away(int from, int to) const {
        const int columns = grid().columns;
        return {to % columns - from % columns, to / columns - from / columns};
    }
};

} // namespace

std::shared_ptr<const Wiring> make_mesh(Grid grid) { return std::make_shared<Mesh>(grid); }

} // namespace cim
