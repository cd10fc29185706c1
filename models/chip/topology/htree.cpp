// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/topologies.h"

#include <algorithm>
#include <vector>

namespace cim {

namespace {

constexpr int branches = 4, up = 4; // ports 0 to 3 of a router lead down

std::size_t at(int i) { return static_cast<std::size_t>(i); }

int power_of_four(int exponent) { return 1 << (2 * exponent); }

/// Every second bit of a number, from bit `first` on.
int unzipped(int number, int first) {
    int result = 0;
    for (int bit = 0; number >> (2 * bit + first); ++bit)
        result |= (number >> (2 * bit + first) & 1) << bit;
    return result;
}

/// A tree of routers, four branches each. Nodes are leaves in Z order, so that four neighbours
/// share a router; a router of level l (1: next to the nodes) is in the middle of 2^l x 2^l nodes,
/// and the wire up to the next level is 2^l sides long (one to a node).
class HTree : public Wiring {
  public:
    explicit HTree(Grid grid) : Wiring(grid) {
        while (power_of_four(levels_) < grid.nodes())
            ++levels_;
        int first = 0;
        for (int level = 1; level <= levels_; ++level) {
            first_.push_back(first);
            first += power_of_four(levels_ - level);
        }
        first_.push_back(first);
    }

    std::pair<int, int> column_and_row(int node) const override {
        return {unzipped(node, 0), unzipped(node, 1)};
    }
    int routers() const override { return first_.back(); }
    int ports(int /*router*/) const override { return branches + 1; }
    WireEnd end(int router, int port) const override {
        const int level = level_of(router), index = router - first_[at(level - 1)];
        if (port == up)
            return level == levels_ ? WireEnd{}
                                    : WireEnd{first_[at(level)] + index / branches,
                                              index % branches, -1, 1 << level};
        const int below = index * branches + port;
        return level == 1 ? WireEnd{-1, -1, below, 1}
                          : WireEnd{first_[at(level - 2)] + below, up, -1, 1 << (level - 1)};
    }
    WireEnd door(int node) const override { return {node / branches, node % branches, -1, 1}; }
    int towards(int router, int node) const override {
        const int level = level_of(router), index = router - first_[at(level - 1)];
        return node / power_of_four(level) == index ? node / power_of_four(level - 1) % branches
                                                    : up;
    }
    int hops(int node_a, int node_b) const override {
        return node_a == node_b ? 0 : 2 * common_level(node_a, node_b) - 2;
    }
    int length(int node_a, int node_b) const override { // 1 + 2 + 4 ... up, and down again
        return node_a == node_b ? 0 : 2 * ((1 << common_level(node_a, node_b)) - 1);
    }

  private:
    int level_of(int router) const {
        return static_cast<int>(std::upper_bound(first_.begin(), first_.end(), router) -
                                first_.begin());
    }
    /// Of the lowest router above both.
    static int common_level(int node_a, int node_b) {
        int level = 1;
        while (node_a / power_of_four(level) != node_b / power_of_four(level))
            ++level;
        return level;
    }

    int levels_ = 1;
    std::vector<int> first_; ///< router of each level, from level 1 on; behind them the number
};

} // namespace

Grid tree_grid(int nodes) {
    int side = 2;
    while (side * side < nodes)
        side *= 2;
    return {side, side};
}

std::shared_ptr<const Wiring> make_htree(Grid grid) { return std::make_shared<HTree>(grid); }

} // namespace cim
