// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/network_interface.h"
#include "tlm/router.h"

#include <memory>
#include <vector>

namespace cim {

/// The mesh: a router a node, bound to its neighbours.
class Mesh : public sc_core::sc_module {
  public:
    Mesh(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc,
         const MeshPlan &plan);

    void attach(int node, NetworkInterface &network);
    int nodes() const { return static_cast<int>(routers_.size()); }
    const Router &router(int node) const { return *routers_[static_cast<std::size_t>(node)]; }

  private:
    void link(std::size_t from, Router::Port out, std::size_t to, Router::Port in);

    std::vector<std::unique_ptr<Router>> routers_;
};

} // namespace cim
