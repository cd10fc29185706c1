// SPDX-License-Identifier: Apache-2.0
#include "models/cost/router_cost.h"

#include "models/cost/scaling.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cim {

namespace {

constexpr std::array<double, 4> widths{16, 32, 64, 128}; // bits of a flit

/// Energy of a flit into a buffer of so many flits and out of it, by the flit's width, pJ.
struct BufferRow {
    double depth;
    std::array<double, 4> push_and_pop;
};
constexpr std::array<BufferRow, 6> buffers{{{2, {0.499, 0.977, 1.933, 3.5}},
                                            {4, {0.675, 1.296, 2.53, 4.9}},
                                            {8, {0.983, 1.856, 3.66, 7}},
                                            {16, {1.589, 2.99, 5.9, 11.25}},
                                            {32, {3.36, 6.33, 12.45, 23.8}},
                                            {64, {5.13, 9.66, 19, 36.3}}}};
constexpr std::array<double, 4> crossbar{0.12, 0.221, 0.4, 0.8};
constexpr double routing = 0.06, selection = 0.05;

/// Between table points in logarithms, in proportion beyond the last ones.
double over_width(const std::array<double, 4> &figures, double width) {
    if (width <= widths.front())
        return figures.front() * width / widths.front();
    if (width >= widths.back())
        return figures.back() * width / widths.back();
    std::size_t i = 0;
    while (width > widths[i + 1])
        ++i;
    const double share = std::log2(width / widths[i]); // widths double
    return figures[i] * std::pow(figures[i + 1] / figures[i], share);
}

/// What decides a router's cost: its ports, the virtual channels of one, the flits that a channel's
/// buffer holds, their bits.
struct RouterShape {
    double ports, channels, depth, bits;
};
constexpr double given_depth = 4, given_bits = 32; // of chip.cost.router's figures
constexpr double switch_ports = 5;                 // of Noxim's

RouterShape shape(const ChipSpec &chip) {
    const RouterCost &cost = chip.cost.router;
    const NocSpec &noc = chip.noc;
    const Interconnect joined = Interconnect::of(chip.interconnect, 1, noc);
    const double depth =
        noc.buffer_flits > 0 ? noc.buffer_flits : cost.depth_flits * noc.buffer_packets / 4.0;
    return {double(joined.shared(0) ? cost.ports : joined.ports(0)), double(noc.channels()), depth,
            double(noc.flit_bits)};
}

double noxim(const RouterShape &router) {
    const double depth = router.channels * router.depth;
    std::size_t i = 0;
    while (i + 2 < buffers.size() && depth > buffers[i + 1].depth)
        ++i;
    const double share = std::log2(depth / buffers[i].depth); // depths double
    const double low = over_width(buffers[i].push_and_pop, router.bits);
    const double high = over_width(buffers[i + 1].push_and_pop, router.bits);
    const double ports = router.ports / switch_ports;
    return low * std::pow(high / low, share) + over_width(crossbar, router.bits) * ports + routing +
           selection * ports * router.channels;
}

/// Size over that of the router whose area and leakage are given. Parts share it as they share
/// Noxim's leakage, which goes with transistors: 2.27 mW a buffer of 4 flits of 32 bits, .749 the
/// switch, .12 + .11 routing and selection.
double size(const RouterShape &router, double given_ports) {
    constexpr double buffers_mw = 5 * 2.27, switch_mw = 0.749, allocator_mw = 0.12 + 0.11;
    const double ports = router.ports / given_ports, words = router.bits / given_bits;
    const double flits = router.channels * router.depth / given_depth;
    const double requests = ports * router.channels;
    return (buffers_mw * ports * flits * words + switch_mw * ports * words * ports * words +
            allocator_mw * requests * requests) /
           (buffers_mw + switch_mw + allocator_mw);
}

} // namespace

RouterFigures router_figures(const ChipSpec &chip) {
    const RouterCost &cost = chip.cost.router;
    const Scaling scaling(chip);
    const RouterShape router = shape(chip);
    const RouterShape given{double(cost.ports), 1, given_depth, router.bits};
    const double flit_pj =
        cost.energy == RouterModel::Noxim
            ? noxim(router)
            : cost.flit_pj * router.bits / given_bits * noxim(router) / noxim(given);
    const double parts = size(router, cost.ports);
    return {flit_pj * scaling.energy, cost.area_um2 * parts * scaling.area,
            cost.leakage_mw * parts * scaling.leakage};
}

} // namespace cim
