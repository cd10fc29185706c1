// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/router_grid.h"

#include <cstdlib>

namespace cim {

namespace {

int ceil_div(int a, int b) { return (a + b - 1) / b; }

/// As square as can be, at least as wide as high.
Grid block_of(int nodes) {
    int rows = 1;
    for (int i = 1; i * i <= nodes; ++i)
        if (nodes % i == 0)
            rows = i;
    return {nodes / rows, rows};
}

/// Sides of a tile from the middle of so many in a row to the middle of one of them, twice.
int twice_off(int count, int place) { return std::abs(2 * place - (count - 1)); }

} // namespace

RouterGrid::RouterGrid(Grid grid)
    : Wiring(grid),
      block_(block_of(grid.concentration)), routers_{ceil_div(grid.columns, block_.columns),
                                                     ceil_div(grid.rows, block_.rows)} {}

int RouterGrid::router_of(int node) const {
    if (router_a_node())
        return node;
    const auto [x, y] = column_and_row(node);
    return y / block_.rows * routers_.columns + x / block_.columns;
}

/// A wire to a node is as long as the tile is off the middle of its block, whole sides.
int RouterGrid::door_length(int node) const {
    if (block_.nodes() == 1)
        return 0;
    const auto [x, y] = column_and_row(node);
    return ceil_div(
        twice_off(block_.columns, x % block_.columns) + twice_off(block_.rows, y % block_.rows), 2);
}

WireEnd RouterGrid::door(int node) const {
    if (router_a_node())
        return {node, first_node, -1, 0};
    const auto [x, y] = column_and_row(node);
    const int port = first_node + y % block_.rows * block_.columns + x % block_.columns;
    return {router_of(node), port, -1, door_length(node)};
}

WireEnd RouterGrid::end(int router, int port) const {
    const auto [x, y] = place(router);
    if (port >= first_node) {
        const int node_x = x * block_.columns + (port - first_node) % block_.columns;
        const int node_y = y * block_.rows + (port - first_node) / block_.columns;
        if (node_x >= grid().columns || node_y >= grid().rows)
            return {};
        const int node = node_y * grid().columns + node_x;
        return {-1, -1, node, door_length(node)};
    }
    const Line along = line(along_x(port));
    const int there = next(along, along_x(port) ? x : y, port == East || port == South ? 1 : -1);
    if (there < 0)
        return {};
    const int other = along_x(port) ? y * routers_.columns + there : there * routers_.columns + x;
    return {other, (port + 2) % 4, -1, link_length(along)};
}

std::pair<int, int> RouterGrid::away(int from, int to) const {
    const auto [x, y] = place(from);
    const auto [to_x, to_y] = place(to);
    Line row = line(true), column = line(false);
    row.first = y == 0;
    column.first = to_x == 0;
    return {steps(row, x, to_x), steps(column, y, to_y)};
}

int RouterGrid::towards(int router, int node) const {
    const auto [x, y] = away(router, router_of(node));
    return x > 0 ? East : x < 0 ? West : y > 0 ? South : y < 0 ? North : door(node).port;
}

int RouterGrid::hops(int node_a, int node_b) const {
    const auto [x, y] = away(router_of(node_a), router_of(node_b));
    return std::abs(x) + std::abs(y);
}

int RouterGrid::length(int node_a, int node_b) const {
    if (node_a == node_b)
        return 0;
    const auto [x, y] = away(router_of(node_a), router_of(node_b));
    return door_length(node_a) + std::abs(x) * link_length(line(true)) +
           std::abs(y) * link_length(line(false)) + door_length(node_b);
}

} // namespace cim
