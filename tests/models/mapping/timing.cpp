// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/timing.h"

#include <gtest/gtest.h>

#include <utility>

using namespace cim;

namespace {

/// The chip of PIMSIM-NN's matrix-vector product (128x128, 1 ns clock) with `adcs` converters.
struct PimsimNn {
    ChipSpec chip;
    LayerPlacement layer;

    explicit PimsimNn(int adcs) {
        chip.clock_ghz = 1;
        chip.tile.adc.columns = 128 / adcs;
        chip.tile.adc.conversion_time = ConversionTime::Rate;
        chip.tile.adc.rate_gsps = 0.1; // 10 cycles
        layer.array = chip.tile.array;
        layer.adc = chip.tile.adc;
        layer.blocks = {{0, 128, 0, 16}};
    }
    MvmTiming timing() const { return mvm_timing(chip, 30, layer); }
};

} // namespace

TEST(MvmTiming, ReproducesPimsimNn) {
    const std::pair<int, std::pair<int, int>> published[] = {
        {1, {10288, 10512}}, {2, {5168, 5392}}, {4, {2608, 2832}}, {8, {1328, 1552}},
        {16, {688, 912}},    {32, {368, 592}},  {64, {278, 432}},  {128, {268, 352}}};
    for (const auto &[adcs, cycles] : published) {
        PimsimNn setup(adcs);
        EXPECT_EQ(setup.timing().latency, cycles.first) << adcs << " converters, pipelined";
        setup.chip.tile.pe.pipelined = false;
        EXPECT_EQ(setup.timing().latency, cycles.second) << adcs << " converters, not pipelined";
        EXPECT_EQ(setup.timing().interval, cycles.second);
    }
}

TEST(MvmTiming, RowGroupsAreReadOneAfterAnother) {
    PimsimNn setup(8);
    const MvmTiming all = setup.timing();
    setup.layer.array.active_rows = 32; // 4 groups
    const MvmTiming groups = setup.timing();
    EXPECT_EQ(groups.steps, 4 * all.steps);
    EXPECT_EQ(groups.interval, 4 * all.interval);
    // front 32, back 10 + 2 + 15 x 10 = 162; 32 + 162 + 31 x 162
    EXPECT_EQ(groups.latency, 5216);
}

TEST(MvmTiming, CellReadTimeCountsWhereItIsTheLongestStage) {
    PimsimNn setup(128); // back 12 cycles, front 32
    EXPECT_EQ(setup.timing().interval, 8 * 32);
    EXPECT_EQ(mvm_timing(setup.chip, 60, setup.layer).interval, 8 * 62);
}

TEST(Packet, TakesRoutersLinksAndItsFlits) {
    NocSpec noc; // 32-bit flits, 3 cycles a router, 1 a link
    EXPECT_EQ(packet_flits(noc, 64), 17);
    EXPECT_EQ(packet_flits(noc, 65), 18);
    EXPECT_EQ(packet_cycles(noc, 2, 2, 17), 3 * 3 + 2 * 1 + 16);
    EXPECT_EQ(packet_cycles(noc, 0, 0, 2), 3 + 1);
}
