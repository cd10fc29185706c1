// SPDX-License-Identifier: Apache-2.0
#include "models/cost/router_cost.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace cim {
namespace {

TEST(RouterCost, OfADefaultMeshIsWhatIsGiven) {
    const RouterFigures router = router_figures({});
    EXPECT_DOUBLE_EQ(router.area_um2, 22214);
    EXPECT_DOUBLE_EQ(router.leakage_mw, 2.3);
    EXPECT_NEAR(router.flit_pj, 1.296 + 0.221 + 0.06 + 0.05, 1e-12); // Noxim, 4 flits of 32 bits
}

// Four tiles a router: eight ports. Buffers take 8/5 of 11.35 mW of Noxim's 12.329, the switch
// (8/5)^2 of .749, its allocator (8/5)^2 of .23.
TEST(RouterCost, OfAConcentratedMeshHasMorePorts) {
    ChipSpec chip;
    chip.noc.concentration = 4;
    const RouterFigures router = router_figures(chip);
    const double size = (1.6 * 11.35 + 2.56 * (0.749 + 0.23)) / 12.329;
    EXPECT_NEAR(router.area_um2, 22214 * size, 1e-6);
    EXPECT_NEAR(router.leakage_mw, 2.3 * size, 1e-9);
    EXPECT_NEAR(router.flit_pj, 1.296 + 1.6 * 0.221 + 0.06 + 1.6 * 0.05, 1e-12);
    chip.cost.router.ports = 8; // the figures are those of such a router
    EXPECT_DOUBLE_EQ(router_figures(chip).area_um2, 22214);
}

// Two channels of eight flits instead of one of four: buffers four times as large, sixteen flits
// deep to Noxim; twice the requests.
TEST(RouterCost, BuffersHoldTheFlitsOfAllChannels) {
    ChipSpec chip;
    chip.noc.virtual_channels = 2;
    chip.noc.buffer_flits = 8;
    const RouterFigures router = router_figures(chip);
    EXPECT_NEAR(router.area_um2, 22214 * (4 * 11.35 + 0.749 + 4 * 0.23) / 12.329, 1e-6);
    EXPECT_NEAR(router.flit_pj, 2.99 + 0.221 + 0.06 + 0.1, 1e-12);
    chip.cost.router.energy = RouterModel::Given;
    EXPECT_NEAR(router_figures(chip).flit_pj, 1.63 * 3.371 / 1.627, 1e-12);
}

TEST(RouterCost, OfABusIsTheGivenArbiter) {
    ChipSpec chip;
    chip.interconnect = Topology::Bus;
    EXPECT_DOUBLE_EQ(router_figures(chip).area_um2, 22214);
}

TEST(RouterCost, RisesWithWhateverMakesARouterLarger) {
    const std::pair<const char *, std::function<void(ChipSpec &)>> larger[] = {
        {"concentration", [](ChipSpec &chip) { chip.noc.concentration = 2; }},
        {"virtual_channels", [](ChipSpec &chip) { chip.noc.virtual_channels = 2; }},
        {"buffer_packets", [](ChipSpec &chip) { chip.noc.buffer_packets = 5; }},
        {"buffer_flits", [](ChipSpec &chip) { chip.noc.buffer_flits = 5; }},
        {"depth_flits", [](ChipSpec &chip) { chip.cost.router.depth_flits = 5; }},
        {"flit_bits", [](ChipSpec &chip) { chip.noc.flit_bits = 40; }}};
    for (const RouterModel energy : {RouterModel::Noxim, RouterModel::Given})
        for (const auto &[name, grow] : larger) {
            ChipSpec chip;
            chip.cost.router.energy = energy;
            const RouterFigures before = router_figures(chip);
            grow(chip);
            const RouterFigures after = router_figures(chip);
            EXPECT_GT(after.area_um2, before.area_um2) << name;
            EXPECT_GT(after.leakage_mw, before.leakage_mw) << name;
            EXPECT_GT(after.flit_pj, before.flit_pj) << name;
        }
}

} // namespace
} // namespace cim
