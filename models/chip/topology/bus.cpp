// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/topologies.h"

#include <algorithm>

namespace cim {

namespace {

/// One wire past all nodes; a router stands for the arbiter. A packet drives the whole wire, a
/// spine with a rib a row, and the farthest node hears it after columns + rows - 2 sides.
class Bus : public Wiring {
  public:
    using Wiring::Wiring;

    int routers() const override { return 1; }
    int ports(int /*router*/) const override { return grid().nodes(); }
    WireEnd end(int /*router*/, int port) const override { return {-1, -1, port, farthest()}; }
    WireEnd door(int node) const override { return {0, node, -1, 0}; }
    int towards(int /*router*/, int node) const override { return node; }
    int hops(int /*node_a*/, int /*node_b*/) const override { return 0; }
    int length(int node_a, int node_b) const override { return node_a == node_b ? 0 : farthest(); }
    std::optional<int> shared_wire(int /*router*/) const override {
        return grid().rows * (grid().columns - 1) + grid().rows - 1;
    }

  private:
    int farthest() const { return std::max(1, grid().columns + grid().rows - 2); }
};

} // namespace

std::shared_ptr<const Wiring> make_bus(Grid grid) { return std::make_shared<Bus>(grid); }

} // namespace cim
