// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/topology/wiring.h"

namespace cim {

/// Routers in rows and columns, each in the middle of a block of nodes, with a wire to each of
/// them: what mesh and torus have in common. Ports of a router: North, East, South, West, then its
/// nodes.
class RouterGrid : public Wiring {
  public:
    explicit RouterGrid(Grid grid);

    int routers() const override { return routers_.columns * routers_.rows; }
    int ports(int /*router*/) const override { return first_node + block_.nodes(); }
    WireEnd end(int router, int port) const override;
    WireEnd door(int node) const override;
    int towards(int router, int node) const override;
    int hops(int node_a, int node_b) const override;
    int length(int node_a, int node_b) const override;
    bool router_a_node() const override { return block_.nodes() == 1; }

  protected:
    enum Port { North, East, South, West, first_node };

    /// Of routers beside each other along X or Y: how many, and where one of them is.
    struct Line {
        int routers = 1, side = 1; ///< sides of a tile from one to the next in a mesh
        bool first = false;        ///< the row or column of router 0
    };
    static bool along_x(int port) { return port == East || port == West; }
    Line line(bool x) const {
        return x ? Line{routers_.columns, block_.columns} : Line{routers_.rows, block_.rows};
    }

    /// The place in a line one step up or down from another; -1: there is none.
    virtual int next(const Line &line, int place, int step) const = 0;
    /// Steps of the way from a place to another one: above 0 upwards.
    virtual int steps(const Line &line, int from, int to) const = 0;
    /// Sides of a tile that a link of the line is long.
    virtual int link_length(const Line &line) const = 0;

  private:
    std::pair<int, int> place(int router) const {
        return {router % routers_.columns, router / routers_.columns};
    }
    int router_of(int node) const;
    int door_length(int node) const;
    /// Steps along X and Y from a router to another one.
    std::pair<int, int> away(int from, int to) const;

    Grid block_; ///< nodes of a router
    Grid routers_;
};

} // namespace cim
