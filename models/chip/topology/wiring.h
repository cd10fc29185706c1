// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace cim {

/// Nodes side by side, in tiles, and how many of them share a router where that is a choice.
struct Grid {
    int columns = 1, rows = 1;
    int concentration = 1;
    int nodes() const { return columns * rows; }
};

/// The smallest nearly square grid with room for the nodes.
Grid nearly_square(int nodes);

/// The other end of a wire: a port of a router, or a node (then `router` is -1).
struct WireEnd {
    int router = -1, port = -1;
    int node = -1;
    int length = 0; ///< of the wire, in sides of a tile
    int delay = 0;  ///< cycles that a link between chips takes beside those of its length
    int pace = 1;   ///< cycles from flit to flit on it
    bool between_chips = false;
    bool exists() const { return router >= 0 || node >= 0; }
};

/// A topology laid out on a grid: its routers, what their ports are joined to, and the way of a
/// packet. Routers, ports and nodes are numbered from 0; lengths are in sides of a tile.
class Wiring {
  public:
    explicit Wiring(Grid grid) : grid_(grid) {}
    virtual ~Wiring() = default;

    const Grid &grid() const { return grid_; }
    /// Place of a node on the grid; row by row, if nothing else is said.
    virtual std::pair<int, int> column_and_row(int node) const {
        return {node % grid_.columns, node / grid_.columns};
    }

    virtual int routers() const = 0;
    virtual int ports(int router) const = 0;
    /// What a port is joined to; an end that does not exist: to nothing.
    virtual WireEnd end(int router, int port) const = 0;
    /// The router and the port that a node is joined to.
    virtual WireEnd door(int node) const = 0;
    /// The port by which a packet for a node leaves a router; always the same.
    virtual int towards(int router, int node) const = 0;

    /// Routers from node to node along towards(), less one; 0 from a node to itself.
    virtual int hops(int node_a, int node_b) const = 0;
    /// All wires from node to node; 0 from a node to itself.
    virtual int length(int node_a, int node_b) const = 0;
    /// Cycles of the links between chips from node to node, beside those of lengths.
    virtual int delay(int /*node_a*/, int /*node_b*/) const { return 0; }
    /// Chips that the nodes are on, as many on each, one chip's after another's.
    virtual int chips() const { return 1; }

    /// A packet that goes through a router from a port to another enters a ring of links. It may
    /// only if it leaves a place in the ring free, so that those in the ring can always go on: the
    /// bubble rule (Carrion, Beivide, Gregorio, Vallejo, HiPC 1997).
    virtual bool enters_ring(int /*router*/, int /*from*/, int /*to*/) const { return false; }
    /// Packets that an input must hold at least: two, where there are rings.
    virtual int least_buffer_packets() const { return 1; }

    /// The same wires with other ways, where packets to a bridge between chips at node 0 and
    /// packets from it would wait for each other in a circle; null: they never do.
    virtual std::shared_ptr<const Wiring> with_bridge() const { return nullptr; }

    /// Every node has a router of its own, so that a tile's is a part of the tile.
    virtual bool router_a_node() const { return false; }
    /// Length of the one wire that all ports of a router share, a packet at a time; nothing: every
    /// wire carries packets of its own.
    virtual std::optional<int> shared_wire(int /*router*/) const { return {}; }

  private:
    Grid grid_;
};

} // namespace cim
