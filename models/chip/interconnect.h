// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace cim {

/// What joins tiles and global buffer.
enum class Topology {
    Mesh,  ///< a router a node, packets go along X, then along Y
    HTree, ///< a tree of routers, four branches each
    Bus    ///< one wire past all nodes: one packet at a time
};
inline constexpr std::array<std::pair<const char *, Topology>, 3> topology_names{
    {{"mesh", Topology::Mesh}, {"htree", Topology::HTree}, {"bus", Topology::Bus}}};

/// The other end of a wire: a port of a router, or a node (then `router` is -1).
struct WireEnd {
    int router = -1, port = -1;
    int node = -1;
    int length = 0; ///< of the wire, in sides of a tile
    bool exists() const { return router >= 0 || node >= 0; }
};

/// The routers that a packet passes, and the lengths of the wires before, between and behind them.
struct Path {
    std::vector<int> routers, lengths;
};

/// Nodes on a grid of tiles, routers, and the wires between them. Node 0 is the global buffer's.
///
/// Mesh: router n at node n, links of one tile side. H-tree: nodes are leaves in Z order, so that
/// four neighbours share a router; a router of level l (1: next to the nodes) is in the middle of
/// 2^l x 2^l nodes, and the wire up to the next level is 2^l sides long (one to a node). Bus: a
/// router stands for the arbiter; a packet drives the whole wire, a spine with a rib a row, and the
/// farthest node hears it after columns + rows - 2 sides.
class Interconnect {
  public:
    Interconnect() = default;
    Interconnect(Topology topology, int columns, int rows);

    /// The smallest nearly square grid (a power of two for a tree) with room for the nodes.
    static Interconnect of(Topology topology, int nodes);

    Topology topology() const { return topology_; }
    int columns() const { return columns_; }
    int rows() const { return rows_; }
    int nodes() const { return columns_ * rows_; }
    /// Place of a node on the grid of tiles.
    std::pair<int, int> column_and_row(int node) const;

    /// Which node a tile is at; -1, the global buffer, is at node 0. Tile t is at node t + 1 unless
    /// they have been moved.
    int node_of_tile(int tile) const {
        return tile < 0 || nodes_.empty() ? tile + 1 : nodes_[static_cast<std::size_t>(tile)];
    }
    void move_tiles(std::vector<int> nodes) { nodes_ = std::move(nodes); }

    int routers() const;
    int ports(int router) const;
    /// What a port is joined to.
    WireEnd end(int router, int port) const;
    /// The router and the port that a node is joined to.
    WireEnd door(int node) const;
    /// The port that leads to a node.
    int towards(int router, int node) const;

    Path path(int node_a, int node_b) const;
    /// Routers on the way, less one.
    int hops(int node_a, int node_b) const;
    /// Sides of a tile from node to node.
    int length(int node_a, int node_b) const;
    /// One packet at a time.
    bool shared() const { return topology_ == Topology::Bus; }
    /// Sides of a tile that a shared wire is long, all ribs added up.
    int wire_length() const { return rows_ * (columns_ - 1) + rows_ - 1; }

  private:
    int level_of(int router) const;
    int common_level(int node_a, int node_b) const; ///< of a tree's lowest router above both

    Topology topology_ = Topology::Mesh;
    int columns_ = 1, rows_ = 1;
    int levels_ = 0;         ///< of a tree
    std::vector<int> first_; ///< router of each level of a tree, from level 1 on
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
    int span() const { return span_; } ///< sides of a tile of wire that is driven

  private:
    std::vector<Fork> forks_;
    int span_ = 0;
};

} // namespace cim
