// SPDX-License-Identifier: Apache-2.0
#include "models/chip/interconnect.h"

#include <algorithm>
#include <map>
#include <set>

namespace cim {

Interconnect Interconnect::of(Topology topology, int nodes, const NocSpec &noc) {
    const auto in_lines_of = [&](int length) { return (nodes + length - 1) / length; };
    const TopologyKind &kind = kind_of(topology);
    Grid grid = kind.grid(nodes);
    if (noc.columns > 0)
        grid = {noc.columns, noc.rows > 0 ? noc.rows : in_lines_of(noc.columns)};
    else if (noc.rows > 0)
        grid = {in_lines_of(noc.rows), noc.rows};
    grid.concentration = noc.concentration;
    return Interconnect(kind.make(grid));
}

Path Interconnect::path(int node_a, int node_b) const {
    const WireEnd entry = door(node_a);
    Path path{{entry.router}, {entry.length}};
    for (WireEnd next = end(entry.router, towards(entry.router, node_b));;
         next = end(next.router, towards(next.router, node_b))) {
        path.lengths.push_back(next.length);
        if (next.router < 0)
            return path;
        path.routers.push_back(next.router);
    }
}

RouteTree::RouteTree(const Interconnect &interconnect, int from, const std::vector<int> &to) {
    std::map<int, std::set<int>> ports;
    const WireEnd entry = interconnect.door(from);
    for (int node : to) {
        const Path path = interconnect.path(from, node);
        for (int router : path.routers)
            ports[router].insert(interconnect.towards(router, node));
    }
    span_ = entry.length;
    for (const auto &[router, leaves] : ports) {
        forks_.push_back({router, {leaves.begin(), leaves.end()}});
        span_ += interconnect.wire_length(router);
        for (int port : leaves) {
            const WireEnd end = interconnect.end(router, port);
            span_ += interconnect.shared(router) ? 0 : end.length;
            links_ += end.between_chips;
        }
    }
}

const std::vector<int> &RouteTree::ports(int router) const {
    return std::lower_bound(forks_.begin(), forks_.end(), router,
                            [](const Fork &fork, int r) { return fork.router < r; })
        ->ports;
}

} // namespace cim
