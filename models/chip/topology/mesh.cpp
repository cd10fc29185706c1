// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/router_grid.h"
#include "models/chip/topology/topologies.h"

namespace cim {

namespace {

/// Links from router to router along lines that end; packets go along X, then along Y.
class Mesh : public RouterGrid {
  public:
    using RouterGrid::RouterGrid;

  private:
    int next(const Line &line, int place, int step) const override {
        const int there = place + step;
        return there < line.routers ? there : -1;
    }
    int steps(const Line & /*line*/, int from, int to) const override { return to - from; }
    int link_length(const Line &line) const override { return line.side; }
};

} // namespace

std::shared_ptr<const Wiring> make_mesh(Grid grid) { return std::make_shared<Mesh>(grid); }

} // namespace cim
