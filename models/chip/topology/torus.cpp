// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/topologies.h"

#include <algorithm>
#include <cstdlib>

namespace cim {

namespace {

/// A mesh whose rows and columns are rings: router n at node n; packets go along X, then along Y,
/// each the shorter way round, and enter a ring under the bubble rule. A ring is folded, every
/// second node on the way back, so that none of its links is longer than two sides (Dally and
/// Towles, section 5.3); each counts as two. Two routers or one in a line make no ring.
class Torus : public Wiring {
  public:
    using Wiring::Wiring;

    int routers() const override { return grid().nodes(); }
    int ports(int /*router*/) const override { return all_ports; }
    WireEnd end(int router, int port) const override {
        if (port == Local)
            return {-1, -1, router, 0};
        const auto [x, y] = column_and_row(router);
        const int line = length_of(port), step = port == East || port == South ? 1 : -1;
        const int next = (along_x(port) ? x : y) + step;
        if (!ring(line) && (next < 0 || next >= line))
            return {};
        const int place = (next + line) % line;
        const int there = along_x(port) ? y * grid().columns + place : place * grid().columns + x;
        return {there, (port + 2) % 4, -1, sides(line)};
    }
    WireEnd door(int node) const override { return {node, Local, -1, 0}; }
    int towards(int router, int node) const override {
        const auto [x, y] = column_and_row(router);
        const auto [to_x, to_y] = column_and_row(node);
        if (x != to_x)
            return goes_up(x, to_x, grid().columns) ? East : West;
        if (y != to_y)
            return goes_up(y, to_y, grid().rows) ? South : North;
        return Local;
    }
    int hops(int node_a, int node_b) const override {
        const auto [x, y] = away(node_a, node_b);
        return x + y;
    }
    int length(int node_a, int node_b) const override {
        const auto [x, y] = away(node_a, node_b);
        return x * sides(grid().columns) + y * sides(grid().rows);
    }
    bool enters_ring(int /*router*/, int from, int to) const override {
        return to != Local && ring(length_of(to)) && from != (to + 2) % 4;
    }
    int least_buffer_packets() const override { return 2; }
    bool router_a_node() const override { return true; }

  private:
    enum Port { North, East, South, West, Local, all_ports };

    static bool along_x(int port) { return port == East || port == West; }
    int length_of(int port) const { return along_x(port) ? grid().columns : grid().rows; }
    static bool ring(int line) { return line > 2; }
    static int sides(int line) { return ring(line) ? 2 : 1; }

    /// Of two ways of the same length half of the routers take each.
    static bool goes_up(int from, int to, int line) {
        if (!ring(line))
            return to > from;
        const int ahead = (to - from + line) % line;
        return 2 * ahead < line || (2 * ahead == line && from % 2 == 0);
    }
    static int apart(int a, int b, int line) {
        const int direct = std::abs(a - b);
        return ring(line) ? std::min(direct, line - direct) : direct;
    }
    /// Links along X and along Y.
    std::pair<int, int> away(int node_a, int node_b) const {
        const auto [ax, ay] = column_and_row(node_a);
        const auto [bx, by] = column_and_row(node_b);
        return {apart(ax, bx, grid().columns), apart(ay, by, grid().rows)};
    }
};

} // namespace

std::shared_ptr<const Wiring> make_torus(Grid grid) { return std::make_shared<Torus>(grid); }

} // namespace cim
