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

// A delay of n cycles and m ns is as many cycles more as cover the nanoseconds: at twice the clock
// these double and the cycles stay.
TEST(MvmTiming, DelaysAreCyclesAndNanoseconds) {
    PimsimNn setup(128);
    PeSpec &pe = setup.chip.tile.pe;
    pe.pipelined = false;
    const auto front = [&] { return mvm_timing(setup.chip.in_cycles(), 30, setup.layer).front; };
    EXPECT_EQ(front(), 1 + 30 + 1);
    pe.drive_ns = 2.5;
    pe.hold_ns = 4;
    pe.read_cycles = 5;
    EXPECT_EQ(front(), (1 + 3) + (5 + 30) + (1 + 4));
    setup.chip.clock_ghz = 2;
    EXPECT_EQ(front(), (1 + 5) + (5 + 60) + (1 + 8));
    EXPECT_EQ(setup.chip.in_cycles().in_cycles().tile.pe.drive_cycles, 6);
}

TEST(MvmTiming, TheInterconnectAndTheVectorUnitHaveThemToo) {
    ChipSpec chip;
    chip.noc.router_ns = chip.noc.link_ns = chip.noc.interface_ns = 1.5;
    chip.tile.vector.latency_ns = 2;
    chip.dram.latency_cycles = 3;
    const ChipSpec whole = chip.in_cycles();
    EXPECT_EQ(whole.noc.router_cycles, 3 + 2);
    EXPECT_EQ(whole.noc.link_cycles, 1 + 2);
    EXPECT_EQ(whole.noc.interface_cycles, 2);
    EXPECT_EQ(whole.tile.vector.latency_cycles, 4 + 2);
    EXPECT_EQ(whole.dram.latency_ns, 53);
    EXPECT_EQ(packet_cycles(whole.noc, 2, 2, 4) - packet_cycles(chip.noc, 2, 2, 4),
              3 * 2 + 2 * 2 + 2);
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

// The currents of a pair are subtracted: 64 codes of 128 columns, which a converter of 128 takes no
// longer for than one of 64.
TEST(MvmTiming, AConverterTakesACodeOfAPairOfColumns) {
    PimsimNn all(1), half(2);
    all.layer.array.encoding = half.layer.array.encoding = Encoding::DifferentialCurrent;
    EXPECT_EQ(all.timing().latency, half.timing().latency);
    EXPECT_EQ(all.timing().latency, PimsimNn(2).timing().latency);
}
