// SPDX-License-Identifier: Apache-2.0
// A topology of one's own: a star, whose one router has a wire to every node. Runs a network on the
// mesh and on the star and prints how long an image takes.
#include "apps/config/config.h"
#include "apps/design/mapped_design.h"
#include "tlm/system/chip_run.h"

#include <cstdlib>
#include <iostream>
#include <systemc>

namespace {

/// One router in the middle of the grid; port n is joined to node n.
class Star : public cim::Wiring {
  public:
    using Wiring::Wiring;

    int routers() const override { return 1; }
    int ports(int /*router*/) const override { return grid().nodes(); }
    cim::WireEnd end(int /*router*/, int port) const override { return {-1, -1, port, arm(port)}; }
    cim::WireEnd door(int node) const override { return {0, node, -1, arm(node)}; }
    int towards(int /*router*/, int node) const override { return node; }
    int hops(int /*node_a*/, int /*node_b*/) const override { return 0; }
    int length(int node_a, int node_b) const override {
        return node_a == node_b ? 0 : arm(node_a) + arm(node_b);
    }

  private:
    /// Sides of a tile from a node to the middle, along X and Y; at least one.
    int arm(int node) const {
        const auto [x, y] = column_and_row(node);
        return std::max(1, std::abs(x - grid().columns / 2) + std::abs(y - grid().rows / 2));
    }
};

std::int64_t cycles(const cim::Design &design) { return cim::run_chip(design, {}, 1).cycles; }

} // namespace

int sc_main(int, char **) {
    const apps::Config config = apps::read_config("", {});
    auto design = apps::place_design(config, apps::network_to_time(config));
    if (!design) {
        std::cerr << design.error() << '\n';
        return 2;
    }
    std::cout << "mesh: " << cycles(*design) << " cycles\n";
    cim::Interconnect &interconnect = design->placement.interconnect;
    const cim::Grid grid{interconnect.columns(), interconnect.rows()};
    interconnect = cim::Interconnect(std::make_shared<Star>(grid));
    std::cout << "star: " << cycles(*design) << " cycles\n";
    return 0;
}
