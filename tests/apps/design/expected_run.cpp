// SPDX-License-Identifier: Apache-2.0
#include "apps/design/design.h"

#include <gtest/gtest.h>

namespace {

/// A small network on its chip, in closed form and through the SystemC chip without data.
struct Both {
    apps::MeasuredDesign estimated, run;
};

Both both(std::vector<std::string> keys) {
    keys.insert(keys.begin(),
                {"run.data=no", "run.images=1", "network.channels=8, 16", "network.kernels=3, 3",
                 "network.residual=", "network.pool_after=1", "data.set=mnist"});
    const apps::Config config = apps::read_config("", keys);
    return {common::value_of(apps::estimate_design(apps::network_to_time(config), config)),
            common::value_of(apps::time_design(apps::network_to_time(config), config, {}))};
}

} // namespace

// Counts and the reads of even bits are the chip's own, so that their energy is, too.
TEST(ExpectedRun, CostsWhatTheChipCosts) {
    for (const std::string key :
         {"chip.tile.adc.bits=6", "mapping.duplication=2, 1, 1", "chip.tile.array.cell_bits=1",
          "chip.interconnect=bus", "chip.tile.pe.dac_bits=2"}) {
        const std::vector<std::string> keys{key};
        const auto [estimated, run] = both(keys);
        EXPECT_NEAR(cim::total(estimated.energy.dynamic) / cim::total(run.energy.dynamic), 1, 1e-9)
            << key;
        EXPECT_EQ(estimated.area_um2, run.area_um2) << key;
    }
}

TEST(ExpectedRun, ReadsTheArraysOfEachKindOfTiles) {
    const auto [estimated, run] =
        both({"chip.tile_kinds.small.array.rows=64", "chip.tile_kinds.small.pe.dac_bits=2",
              "chip.tile_kinds.small.device.on_off=5",
              std::string("chip.tile_kinds.macro.base=") + CROSSWEAVE_CONFIGS "/device/sram.cfg",
              "chip.tile_kinds.macro.compute=sram-macro", "mapping.kind=small, macro, default"});
    ASSERT_EQ(estimated.energy.by_layer.size(), 3u);
    for (std::size_t layer = 0; layer < 3; ++layer)
        EXPECT_NEAR(cim::total(estimated.energy.by_layer[layer]) /
                        cim::total(run.energy.by_layer[layer]),
                    1, 1e-9)
            << layer;
}

// A memory with rows is refreshed as long as a run takes.
TEST(ExpectedRun, RefreshesTheMemory) {
    const auto [estimated, run] = both({"chip.dram.kind=ddr4", "chip.dram.row_bytes=1024"});
    ASSERT_GT(run.chip.totals.dram_refreshes, 0);
    EXPECT_NEAR(double(estimated.chip.totals.dram_refreshes) /
                    double(run.chip.totals.dram_refreshes),
                1, 0.05);
}

// Leakage and latency follow the closed form of time, which leaves out what contends.
TEST(ExpectedRun, TakesTheTimeOfTheClosedForm) {
    const auto [estimated, run] = both({});
    EXPECT_NEAR(estimated.latency_ns / run.latency_ns, 1, 0.03);
    EXPECT_NEAR(estimated.energy.total() / run.energy.total(), 1, 0.03);
    EXPECT_EQ(estimated.accuracy.chips.size(), 0u) << "nothing is classified";
}

TEST(ExpectedRun, OfSegmentsWritesTheCellsOnceForAllImages) {
    const std::vector<std::string> keys{"chip.tiles=2", "mapping.segments=yes", "run.images=3"};
    const auto [estimated, run] = both(keys);
    ASSERT_GT(run.placed.segments.size(), 1u);
    EXPECT_NEAR(cim::total(estimated.energy.dynamic) / cim::total(run.energy.dynamic), 1, 1e-6);
    EXPECT_NEAR(estimated.interval.cycles / run.interval.cycles, 1, 0.1);
}
