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
constexpr double routing_and_selection = 0.06 + 0.05;

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

double noxim(double depth, double width) {
    std::size_t i = 0;
    while (i + 2 < buffers.size() && depth > buffers[i + 1].depth)
        ++i;
    const double share = std::log2(depth / buffers[i].depth); // depths double
    const double low = over_width(buffers[i].push_and_pop, width);
    const double high = over_width(buffers[i + 1].push_and_pop, width);
    return low * std::pow(high / low, share) + over_width(crossbar, width) + routing_and_selection;
}

} // namespace

double router_flit_pj(const ChipSpec &chip) {
    const RouterCost &router = chip.cost.router;
    const double bits = chip.noc.flit_bits;
    const double flit = router.energy == RouterModel::Noxim ? noxim(router.depth_flits, bits)
                                                            : router.flit_pj * bits / 32;
    return flit * Scaling(chip).energy;
}

} // namespace cim
