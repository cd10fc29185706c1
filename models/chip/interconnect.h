// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/noc_spec.h"
#include "models/chip/topology/package.h"
#include "models/chip/topology/topologies.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace cim {

/// The routers that a packet passes, and the lengths of the wires before, between and behind them.
struct Path {
    std::vector<int> routers, lengths;
};

/// Cycles of a flit along a wire, and of the news of a free place back along it.
inline std::int64_t wire_cycles(const NocSpec &noc, const WireEnd &end) {
    return std::int64_t{end.length} * noc.link_cycles + end.delay;
}

/// Nodes on a grid of tiles, routers, and the wires between them. Node 0 is the global buffer's.
class Interconnect {
  public:
    Interconnect() : Interconnect(Topology::Mesh, 1, 1) {}
    explicit Interconnect(std::shared_ptr<const Wiring> wiring) : wiring_(std::move(wiring)) {}
    Interconnect(Topology topology, int columns, int rows)
        : wiring_(kind_of(topology).make({columns, rows})) {}

    /// On the grid that is given; else on the smallest of the topology with room for the nodes.
    static Interconnect of(Topology topology, int nodes, const NocSpec &noc = {});
    /// Several of these chips, joined by links.
    Interconnect in_package(Grid chips, LinkWire link) const {
        return Interconnect(make_package(wiring_, chips, link));
    }

    int columns() const { return wiring_->grid().columns; }
    int rows() const { return wiring_->grid().rows; }
    int nodes() const { return wiring_->grid().nodes(); }
    /// Place of a node on the grid of tiles.
    std::pair<int, int> column_and_row(int node) const { return wiring_->column_and_row(node); }

    /// Which node a tile is at; -1, the global buffer, is at node 0. Tile t is at node t + 1 unless
    /// they have been moved.
    int node_of_tile(int tile) const {
        return tile < 0 || nodes_.empty() ? tile + 1 : nodes_[static_cast<std::size_t>(tile)];
    }
    void move_tiles(std::vector<int> nodes) { nodes_ = std::move(nodes); }

    int routers() const { return wiring_->routers(); }
    bool router_a_node() const { return wiring_->router_a_node(); }
    int ports(int router) const { return wiring_->ports(router); }
    /// What a port is joined to.
    WireEnd end(int router, int port) const { return wiring_->end(router, port); }
    /// The router and the port that a node is joined to.
    WireEnd door(int node) const { return wiring_->door(node); }
    /// The port that leads to a node.
    int towards(int router, int node) const { return wiring_->towards(router, node); }

    /// A packet from port to port of a router must leave a place free behind it.
    bool enters_ring(int router, int from, int to) const {
        return wiring_->enters_ring(router, from, to);
    }
    /// Packets that an input must be able to hold.
    int least_buffer_packets() const { return wiring_->least_buffer_packets(); }

    Path path(int node_a, int node_b) const;
    /// Routers on the way, less one.
    int hops(int node_a, int node_b) const { return wiring_->hops(node_a, node_b); }
    /// Sides of a tile from node to node.
    int length(int node_a, int node_b) const { return wiring_->length(node_a, node_b); }
    /// Cycles of links between chips from node to node, beside those of lengths.
    int delay(int node_a, int node_b) const { return wiring_->delay(node_a, node_b); }
    /// The ports of a router share one wire, on which one packet goes at a time.
    bool shared(int router) const { return wiring_->shared_wire(router).has_value(); }
    /// Sides of a tile that a shared wire is long, all ribs added up.
    int wire_length(int router) const { return wiring_->shared_wire(router).value_or(0); }

    /// Chips side by side, each with as many nodes.
    int chips() const { return wiring_->chips(); }
    int nodes_of_chip() const { return nodes() / chips(); }
    int chip_of(int node) const { return node / nodes_of_chip(); }

  private:
    std::shared_ptr<const Wiring> wiring_;
    std::vector<int> nodes_; ///< by tile; empty: tile + 1
};

/// The routers through which one packet reaches one or several nodes, each once, and the ports by
/// which it leaves them.
class RouteTree {
  public:
    RouteTree(const Interconnect &interconnect, int from, const std::vector<int> &to);

    struct Fork {
        int router = 0;
        std::vector<int> ports; ///< ascending
    };
    const std::vector<Fork> &forks() const { return forks_; } ///< routers ascend
    const std::vector<int> &ports(int router) const;
    int hops() const { return static_cast<int>(forks_.size()) - 1; } ///< routers, less one
    int span() const { return span_; }   ///< sides of a tile of wire that is driven
    int links() const { return links_; } ///< between chips

  private:
    std::vector<Fork> forks_;
    int span_ = 0, links_ = 0;
};

} // namespace cim
