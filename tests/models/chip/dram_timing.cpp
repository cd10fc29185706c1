// SPDX-License-Identifier: Apache-2.0
#include "models/chip/dram_cycles.h"

#include <gtest/gtest.h>

#include <string>

using namespace cim;

namespace {

DramSpec of_kind(DramKind kind) {
    DramSpec dram;
    dram.kind = kind;
    dram.row_bytes = 2048;
    return dram;
}

} // namespace

TEST(DramTiming, TakesFromTheKindWhatIsNotSaid) {
    DramSpec dram = of_kind(DramKind::Ddr4);
    EXPECT_EQ(dram_timing(dram).rc, 45'000'000);
    EXPECT_EQ(dram_timing(dram).banks, 16);
    EXPECT_EQ(dram_timing(dram).burst, 2'500'000);
    dram.timing.trc_ns = 60;
    dram.banks = 8;
    dram.burst_bytes = 128;
    EXPECT_EQ(dram_timing(dram).rc, 60'000'000);
    EXPECT_EQ(dram_timing(dram).ras, 32'500'000);
    EXPECT_EQ(dram_timing(dram).banks, 8);
    EXPECT_EQ(dram_timing(dram).burst, 5'000'000);
    dram.timing.trc_ns = 0;
    EXPECT_EQ(dram_timing(dram).rc, 0);
}

// A row is open before it is closed, four activations last longer than one, there is time between
// refreshes.
TEST(DramTiming, TimesOfEveryKindGoTogether) {
    for (const auto &[name, kind] : dram_kind_names) {
        const DramTiming timing = dram_timing(of_kind(kind));
        EXPECT_GE(timing.rc, timing.ras + timing.rp) << name;
        EXPECT_GE(timing.ras, timing.rcd) << name;
        EXPECT_LE(timing.rrd_s, timing.rrd_l) << name;
        EXPECT_LE(timing.wtr_s, timing.wtr_l) << name;
        EXPECT_GE(timing.faw, timing.rrd_s) << name;
        EXPECT_GE(timing.refi, 10 * timing.rfc) << name;
        EXPECT_EQ(dram_problem(of_kind(kind)), "") << name;
        EXPECT_EQ(of_kind(kind).energy_pj_per_bit() > 0, true) << name;
        EXPECT_EQ(of_kind(kind).activation_pj() > 0, timing.rc > 0) << name;
        EXPECT_EQ(of_kind(kind).refreshing_pj() > 0, timing.refi > 0) << name;
    }
}

TEST(DramTiming, ChannelsShareTheBandwidth) {
    DramSpec dram = of_kind(DramKind::Hbm2);
    dram.gbytes_per_s = 256;
    dram.channels = 16;
    EXPECT_EQ(dram_timing(dram).burst, 2'000'000); // 32 B at 16 GB/s
    dram.row_bytes = 0;
    EXPECT_EQ(dram_timing(dram).burst, 125'000);
}

TEST(DramTiming, SaysWhatDoesNotGoTogether) {
    const auto problem = [](void (*change)(DramSpec &)) {
        DramSpec dram = of_kind(DramKind::Ddr4);
        change(dram);
        return dram_problem(dram);
    };
    EXPECT_EQ(
        problem([](DramSpec &dram) { dram.row_bytes = 100; }),
        "chip.dram.row_bytes must be whole bursts of 64 bytes (chip.dram.burst_bytes), but is "
        "100");
    EXPECT_EQ(
        problem([](DramSpec &dram) { dram.banks = 6; }),
        "chip.dram.banks must be a multiple of the 4 bank groups (chip.dram.bank_groups), but "
        "is 6");
    const auto mop4_in_twelve = [](DramSpec &dram) {
        dram.banks = 12;
        dram.mapping = DramMapping::Mop4;
    };
    EXPECT_NE(problem(mop4_in_twelve).find("there are 12 banks and 32 bursts"), std::string::npos);
    EXPECT_NE(problem([](DramSpec &dram) { dram.timing.trefi_ns = 800; }).find("trefi_ns"),
              std::string::npos);
    EXPECT_EQ(problem([](DramSpec &dram) { dram.timing.trefi_ns = 0; }), "");
    EXPECT_EQ(
        problem([](DramSpec &dram) { dram.timing.trcd_ns = -0.5; }),
        "chip.dram.timing.trcd_ns must be 0 ns or more, or -1 for what JEDEC has, but is -0.5");
}

// Periods that no clock of picoseconds has: 333.3, 142.9, 1428.6 ps.
TEST(DramCycles, AreExactWhateverTheClock) {
    for (const double ghz : {3.0, 7.0, 0.7, 1.6, 0.01}) {
        ChipSpec chip;
        chip.clock_ghz = ghz;
        const DramCycles cycles(chip);
        for (const std::int64_t cycle : {0L, 1L, 2L, 3L, 1000L, 999'999L, 1'000'000'007L}) {
            EXPECT_EQ(cycles.from(cycles.begin(cycle)), cycle) << ghz;
            EXPECT_EQ(cycles.from(cycles.begin(cycle) + 10), cycle + 1) << ghz;
            EXPECT_EQ(cycles.from(cycles.begin(cycle + 1) - 10), cycle + 1) << ghz;
        }
    }
    ChipSpec chip;
    chip.clock_ghz = 3;
    EXPECT_EQ(DramCycles(chip).begin(3'000'000), 1'000'000'000'000); // a millisecond
}
