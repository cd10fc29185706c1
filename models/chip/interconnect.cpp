// SPDX-License-Identifier: Apache-2.0
#include "models/chip/interconnect.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

namespace cim {

namespace {

enum MeshPort { North, East, South, West, Local, mesh_ports };
constexpr int branches = 4, up = 4; // ports 0 to 3 of a tree's router lead down

std::size_t at(int i) { return static_cast<std::size_t>(i); }

int power_of_four(int exponent) { return 1 << (2 * exponent); }

/// Every second bit of a number, from bit `first` on.
int unzipped(int number, int first) {
    int result = 0;
    for (int bit = 0; number >> (2 * bit + first); ++bit)
        result |= (number >> (2 * bit + first) & 1) << bit;
    return result;
}

} // namespace

Interconnect::Interconnect(Topology topology, int columns, int rows)
    : topology_(topology), columns_(columns), rows_(rows) {
    if (topology != Topology::HTree)
        return;
    levels_ = 1;
    while (power_of_four(levels_) < nodes())
        ++levels_;
    int first = 0;
    for (int level = 1; level <= levels_; ++level) {
        first_.push_back(first);
        first += power_of_four(levels_ - level);
    }
    first_.push_back(first);
}

Interconnect Interconnect::of(Topology topology, int nodes) {
    if (topology == Topology::HTree) {
        int side = 2;
        while (side * side < nodes)
            side *= 2;
        return {topology, side, side};
    }
    const int columns = static_cast<int>(std::ceil(std::sqrt(double(nodes))));
    return {topology, columns, (nodes + columns - 1) / columns};
}

std::pair<int, int> Interconnect::column_and_row(int node) const {
    if (topology_ == Topology::HTree)
        return {unzipped(node, 0), unzipped(node, 1)};
    return {node % columns_, node / columns_};
}

int Interconnect::routers() const {
    switch (topology_) {
    case Topology::Mesh:
        return nodes();
    case Topology::HTree:
        return first_.back();
    case Topology::Bus:
        break;
    }
    return 1;
}

int Interconnect::ports(int /*router*/) const {
    switch (topology_) {
    case Topology::Mesh:
        return mesh_ports;
    case Topology::HTree:
        return branches + 1;
    case Topology::Bus:
        break;
    }
    return nodes();
}

int Interconnect::level_of(int router) const {
    return static_cast<int>(std::upper_bound(first_.begin(), first_.end(), router) -
                            first_.begin());
}

WireEnd Interconnect::end(int router, int port) const {
    switch (topology_) {
    case Topology::Mesh: {
        const int x = router % columns_, y = router / columns_;
        const bool inside[] = {y > 0, x + 1 < columns_, y + 1 < rows_, x > 0};
        const int step[] = {-columns_, 1, columns_, -1};
        if (port == Local)
            return {-1, -1, router, 0};
        return inside[port] ? WireEnd{router + step[port], (port + 2) % 4, -1, 1} : WireEnd{};
    }
    case Topology::HTree: {
        const int level = level_of(router), index = router - first_[at(level - 1)];
        if (port == up)
            return level == levels_ ? WireEnd{}
                                    : WireEnd{first_[at(level)] + index / branches,
                                              index % branches, -1, 1 << level};
        const int below = index * branches + port;
        return level == 1 ? WireEnd{-1, -1, below, 1}
                          : WireEnd{first_[at(level - 2)] + below, up, -1, 1 << (level - 1)};
    }
    case Topology::Bus:
        break;
    }
    return {-1, -1, port, std::max(1, columns_ + rows_ - 2)};
}

WireEnd Interconnect::door(int node) const {
    switch (topology_) {
    case Topology::Mesh:
        return {node, Local, -1, 0};
    case Topology::HTree:
        return {node / branches, node % branches, -1, 1};
    case Topology::Bus:
        break;
    }
    return {0, node, -1, 0};
}

int Interconnect::towards(int router, int node) const {
    switch (topology_) {
    case Topology::Mesh: {
        const int x = node % columns_ - router % columns_, y = node / columns_ - router / columns_;
        return x > 0 ? East : x < 0 ? West : y > 0 ? South : y < 0 ? North : Local;
    }
    case Topology::HTree: {
        const int level = level_of(router), index = router - first_[at(level - 1)];
        return node / power_of_four(level) == index ? node / power_of_four(level - 1) % branches
                                                    : up;
    }
    case Topology::Bus:
        break;
    }
    return node;
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

int Interconnect::common_level(int node_a, int node_b) const {
    int level = 1;
    while (node_a / power_of_four(level) != node_b / power_of_four(level))
        ++level;
    return level;
}

int Interconnect::hops(int node_a, int node_b) const {
    if (node_a == node_b || topology_ == Topology::Bus)
        return 0;
    if (topology_ == Topology::HTree)
        return 2 * common_level(node_a, node_b) - 2;
    return std::abs(node_a % columns_ - node_b % columns_) +
           std::abs(node_a / columns_ - node_b / columns_);
}

int Interconnect::length(int node_a, int node_b) const {
    if (node_a == node_b)
        return 0;
    if (topology_ == Topology::HTree) // 1 + 2 + 4 ... up, and down again
        return 2 * ((1 << common_level(node_a, node_b)) - 1);
    return topology_ == Topology::Bus ? end(0, node_b).length : hops(node_a, node_b);
}

RouteTree::RouteTree(const Interconnect &interconnect, int from, const std::vector<int> &to) {
    std::map<int, std::set<int>> ports;
    const WireEnd entry = interconnect.door(from);
    for (int node : to) {
        const Path path = interconnect.path(from, node);
        for (int router : path.routers)
            ports[router].insert(interconnect.towards(router, node));
    }
    span_ = interconnect.shared() ? interconnect.wire_length() : entry.length;
    for (const auto &[router, leaves] : ports) {
        forks_.push_back({router, {leaves.begin(), leaves.end()}});
        for (int port : leaves)
            span_ += interconnect.shared() ? 0 : interconnect.end(router, port).length;
    }
}

const std::vector<int> &RouteTree::ports(int router) const {
    return std::lower_bound(forks_.begin(), forks_.end(), router,
                            [](const Fork &fork, int r) { return fork.router < r; })
        ->ports;
}

} // namespace cim
