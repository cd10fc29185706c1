// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/package.h"

#include <cstdlib>
#include <utility>

namespace cim {

namespace {

/// A mesh of chips (Shao et al., Simba, MICRO 2019). Each has a bridge, a router at the place of
/// its node 0: it is joined to node 0, to the wire that the chip's own network has there, and by
/// links to the bridges of the chips beside it. Packets to other chips go to the bridge, along X
/// and then along Y, and from the bridge there. Chips are numbered row by row, every second row
/// backwards, so that the next one is always beside. Routers of a chip: its own, then its bridge.
///
/// A packet that comes from a link never goes on to one by way of the chip's own network, and in
/// that no way from the bridge needs a wire to it (Wiring::with_bridge): no ways wait for each
/// other in a circle.
class Package : public Wiring {
  public:
    Package(std::shared_ptr<const Wiring> chip, Grid chips, LinkWire link)
        : Wiring({chip->grid().columns * chips.columns, chip->grid().rows * chips.rows,
                  chip->grid().concentration}),
          chip_(std::move(chip)), chips_(chips), link_(link), nodes_(chip_->grid().nodes()),
          routers_(chip_->routers() + 1) {}

    int chips() const override { return chips_.nodes(); }
    int routers() const override { return chips() * routers_; }
    int ports(int router) const override {
        return is_bridge(router) ? bridge_ports : chip_->ports(router % routers_);
    }
    std::pair<int, int> column_and_row(int node) const override {
        const auto [chip_x, chip_y] = place(node / nodes_);
        const auto [x, y] = chip_->column_and_row(node % nodes_);
        return {chip_x * chip_->grid().columns + x, chip_y * chip_->grid().rows + y};
    }
    WireEnd door(int node) const override {
        return node % nodes_ == 0 ? WireEnd{bridge_of(node / nodes_), own_node, -1, 0}
                                  : on(node / nodes_, chip_->door(node % nodes_));
    }
    WireEnd end(int router, int port) const override;
    int towards(int router, int node) const override;
    int hops(int node_a, int node_b) const override;
    int length(int node_a, int node_b) const override;
    int delay(int node_a, int node_b) const override {
        return distance(node_a / nodes_, node_b / nodes_) * link_.delay;
    }
    bool enters_ring(int router, int from, int to) const override {
        return !is_bridge(router) && chip_->enters_ring(router % routers_, from, to);
    }
    int least_buffer_packets() const override { return chip_->least_buffer_packets(); }
    bool router_a_node() const override { return chip_->router_a_node(); }
    std::optional<int> shared_wire(int router) const override {
        return is_bridge(router) ? std::nullopt : chip_->shared_wire(router % routers_);
    }

  private:
    enum Port { North, East, South, West, own_node, own_chip, bridge_ports };

    bool is_bridge(int router) const { return router % routers_ == routers_ - 1; }
    int bridge_of(int chip) const { return chip * routers_ + routers_ - 1; }
    std::pair<int, int> place(int chip) const {
        const int x = chip % chips_.columns, y = chip / chips_.columns;
        return {y % 2 == 0 ? x : chips_.columns - 1 - x, y};
    }
    int chip_at(int x, int y) const {
        return y * chips_.columns + (y % 2 == 0 ? x : chips_.columns - 1 - x);
    }
    int distance(int chip_a, int chip_b) const {
        const auto [ax, ay] = place(chip_a);
        const auto [bx, by] = place(chip_b);
        return std::abs(ax - bx) + std::abs(ay - by);
    }
    /// An end of the chip's own network as one of the package.
    WireEnd on(int chip, WireEnd end) const {
        if (end.node == 0)
            return {bridge_of(chip), own_chip, -1, end.length};
        if (end.node > 0)
            end.node += chip * nodes_;
        if (end.router >= 0)
            end.router += chip * routers_;
        return end;
    }

    std::shared_ptr<const Wiring> chip_;
    Grid chips_;
    LinkWire link_;
    int nodes_, routers_; ///< of a chip
};

WireEnd Package::end(int router, int port) const {
    const int chip = router / routers_;
    if (!is_bridge(router))
        return on(chip, chip_->end(router % routers_, port));
    if (port == own_node)
        return {-1, -1, chip * nodes_, 0};
    if (port == own_chip)
        return on(chip, chip_->door(0));
    auto [x, y] = place(chip);
    x += (port == East) - (port == West);
    y += (port == South) - (port == North);
    if (x < 0 || x >= chips_.columns || y < 0 || y >= chips_.rows)
        return {};
    return {bridge_of(chip_at(x, y)), (port + 2) % 4, -1, 0, link_.delay, link_.pace, true};
}

int Package::towards(int router, int node) const {
    const int chip = router / routers_, there = node / nodes_, local = node % nodes_;
    if (!is_bridge(router))
        return chip_->towards(router % routers_, there == chip ? local : 0);
    if (there == chip)
        return local == 0 ? own_node : own_chip;
    const auto [x, y] = place(chip);
    const auto [to_x, to_y] = place(there);
    return to_x > x ? East : to_x < x ? West : to_y > y ? South : North;
}

int Package::hops(int node_a, int node_b) const {
    const int a = node_a % nodes_, b = node_b % nodes_;
    const int links = distance(node_a / nodes_, node_b / nodes_);
    if (links == 0 && (node_a == node_b || (a > 0 && b > 0)))
        return chip_->hops(a, b);
    const auto own = [&](int node, int hops) { return node == 0 ? 0 : hops + 1; };
    return own(a, chip_->hops(a, 0)) + links + own(b, chip_->hops(0, b));
}

int Package::length(int node_a, int node_b) const {
    const int a = node_a % nodes_, b = node_b % nodes_;
    return node_a / nodes_ == node_b / nodes_ ? chip_->length(a, b)
                                              : chip_->length(a, 0) + chip_->length(0, b);
}

} // namespace

std::shared_ptr<const Wiring> make_package(std::shared_ptr<const Wiring> chip, Grid chips,
                                           LinkWire link) {
    if (auto other = chip->with_bridge())
        chip = std::move(other);
    return std::make_shared<Package>(std::move(chip), chips, link);
}

} // namespace cim
