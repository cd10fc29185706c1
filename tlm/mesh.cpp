// SPDX-License-Identifier: Apache-2.0
#include "tlm/mesh.h"

#include <string>

namespace cim {

Mesh::Mesh(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc,
           const MeshPlan &plan)
    : sc_module(name) {
    const int count = plan.columns * plan.rows;
    for (int node = 0; node < count; ++node)
        routers_.push_back(std::make_unique<Router>(("router" + std::to_string(node)).c_str(),
                                                    clock, noc, plan, node));
    const auto columns = static_cast<std::size_t>(plan.columns);
    for (std::size_t node = 0; node < routers_.size(); ++node) {
        if (node % columns + 1 < columns) {
            link(node, Router::East, node + 1, Router::West);
            link(node + 1, Router::West, node, Router::East);
        }
        if (node + columns < routers_.size()) {
            link(node, Router::South, node + columns, Router::North);
            link(node + columns, Router::North, node, Router::South);
        }
    }
}

void Mesh::link(std::size_t from, Router::Port out, std::size_t to, Router::Port in) {
    routers_[from]->out[out].bind(routers_[to]->in[in]);
}

void Mesh::attach(int node, NetworkInterface &network) {
    Router &router = *routers_[static_cast<std::size_t>(node)];
    network.to_router.bind(router.in[Router::Local]);
    router.out[Router::Local].bind(network.from_router);
}

} // namespace cim
