// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/router_grid.h"
#include "models/chip/topology/topologies.h"

namespace cim {

namespace {

/// A mesh whose rows and columns are rings; packets go along X, then along Y, each the shorter way
/// round, and enter a ring under the bubble rule. A ring is folded, every second router on the way
/// back, so that none of its links is longer than two steps of a mesh (Dally and Towles, section
/// 5.3); each counts as two. Two routers or one in a line make no ring.
class Torus : public RouterGrid {
  public:
    using RouterGrid::RouterGrid;

    bool enters_ring(int /*router*/, int from, int to) const override {
        return to < first_node && ring(line(along_x(to))) && from != (to + 2) % 4;
    }
    int least_buffer_packets() const override { return 2; }
    std::shared_ptr<const Wiring> with_bridge() const override;

  protected:
    static bool ring(const Line &line) { return line.routers > 2; }

    int next(const Line &line, int place, int step) const override {
        const int there = place + step;
        if (ring(line))
            return (there + line.routers) % line.routers;
        return there < line.routers ? there : -1;
    }
    /// Of two ways of the same length half of the routers take each.
    int steps(const Line &line, int from, int to) const override {
        if (!ring(line))
            return to - from;
        const int ahead = (to - from + line.routers) % line.routers;
        const bool up = 2 * ahead < line.routers || (2 * ahead == line.routers && from % 2 == 0);
        return up ? ahead : ahead - line.routers;
    }

  private:
    int link_length(const Line &line) const override { return line.side * (ring(line) ? 2 : 1); }
};

/// A torus of a chip that has a bridge to others at router 0, in whose row and column packets go
/// straight, never round. So no ring that they take from the bridge leads into one to it: East in
/// the first row, South in the first column, both ways in all other columns lead to nodes alone.
class TorusWithBridge : public Torus {
  public:
    using Torus::Torus;

    std::shared_ptr<const Wiring> with_bridge() const override { return nullptr; }

  private:
    int steps(const Line &line, int from, int to) const override {
        return line.first ? to - from : Torus::steps(line, from, to);
    }
};

std::shared_ptr<const Wiring> Torus::with_bridge() const {
    return std::make_shared<TorusWithBridge>(grid());
}

} // namespace

std::shared_ptr<const Wiring> make_torus(Grid grid) { return std::make_shared<Torus>(grid); }

} // namespace cim
