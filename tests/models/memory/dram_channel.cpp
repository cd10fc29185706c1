// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_stream.h"
#include "tests/models/memory/ddr4.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <vector>

using namespace cim;

namespace {

constexpr std::uint64_t row_bytes = 8192;           ///< to the next bank
constexpr std::uint64_t same_bank = 16 * row_bytes; ///< to the next row of it

DramTime ns(double time) { return std::llround(time * 1e6); }

/// When accesses are done, in nanoseconds.
std::vector<double> done(const DramSpec &dram, const std::vector<DramWish> &wishes) {
    std::vector<double> times;
    for (const DramService &service : stream(*dram_controller(dram_timing(dram)), wishes))
        times.push_back(static_cast<double>(service.done) * 1e-6);
    return times;
}

DramWish reads(double time, std::uint64_t address, std::uint64_t bytes = 64) {
    return {ns(time), {false, address, bytes}};
}

DramWish writes(double time, std::uint64_t address) { return {ns(time), {true, address, 64}}; }

using Times = std::vector<double>;

} // namespace

// tRCD 12.5 + tCL 12.5 + a burst of 2.5; then without tRCD; then with tRP 12.5, too.
TEST(DramChannel, ReadsARowThatIsClosedOpenOrAnother) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(1000, 64), reads(2000, same_bank)}),
              (Times{27.5, 1015, 2040}));
}

// What is on the way there and back comes on top.
TEST(DramChannel, AddsTheLatencyOfTheWay) {
    DramSpec dram = ddr4();
    dram.latency_ns = 30;
    EXPECT_EQ(done(dram, {reads(0, 0), reads(1000, 64)}), (Times{57.5, 1045}));
}

// tCCD_L 5 behind the first: not before the row is open.
TEST(DramChannel, AReadWaitsForItsRowThatIsStillOpening) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(1, 64)}), (Times{27.5, 32.5}));
}

// Activated at 0, precharged after tRAS 32.5, activated again at tRC 45: 45 + 27.5.
TEST(DramChannel, ABankIsBusyUntilItsRowCycleIsOver) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(1, same_bank)}), (Times{27.5, 72.5}));
    DramSpec slow = ddr4();
    slow.timing.trc_ns = 60;
    EXPECT_EQ(done(slow, {reads(0, 0), reads(1, same_bank)}), (Times{27.5, 87.5}));
}

// Activations at 0, 2.5, 5, 7.5 (tRRD_S), and the fifth at tFAW 21.25.
TEST(DramChannel, FourRowsAreActivatedWithinAWindow) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(0, row_bytes), reads(0, 2 * row_bytes),
                            reads(0, 3 * row_bytes), reads(0, 4 * row_bytes)}),
              (Times{27.5, 30, 32.5, 35, 48.75}));
}

// Banks 0 and 4 are of one group: tRRD_L 5, and tCCD_L 5 between their data.
TEST(DramChannel, BanksOfOneGroupKeepFurtherApart) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(0, 4 * row_bytes)}), (Times{27.5, 32.5}));
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(0, row_bytes)}), (Times{27.5, 30}));
}

// Data until 1012.5; a read of the group tWTR_L 7.5 later, of another one tWTR_S 2.5 later.
TEST(DramChannel, TurnsFromWritesToReads) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), writes(1000, 0), reads(1001, 64)}),
              (Times{27.5, 1012.5, 1035}));
    EXPECT_EQ(
        done(ddr4(), {reads(0, 0), reads(0, row_bytes), writes(1000, 0), reads(1001, row_bytes)}),
        (Times{27.5, 30, 1012.5, 1030}));
}

// Data until 1015, then two clocks of 0.625, then written data.
TEST(DramChannel, TurnsFromReadsToWrites) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(1000, 0), writes(1001, 64)}),
              (Times{27.5, 1015, 1018.75}));
}

// Written data until 1012.5, tWR 15, tRP 12.5, then as for a closed row.
TEST(DramChannel, WrittenDataAreInTheirRowBeforeItIsClosed) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), writes(1000, 0), reads(1001, same_bank)}),
              (Times{27.5, 1012.5, 1012.5 + 15 + 12.5 + 27.5}));
}

// Due at 7800: the row is closed in tRP 12.5, tRFC 360 later it can be opened again.
TEST(DramChannel, WaitsForARefresh) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(7800, 0)}), (Times{27.5, 8200}));
    DramSpec none = ddr4();
    none.timing.trefi_ns = 0;
    EXPECT_EQ(done(none, {reads(0, 0), reads(7800, 0)}), (Times{27.5, 7815}));
}

// A thousand refreshes of an idle memory are as one: 7,800,100 falls into the last of them.
TEST(DramChannel, RefreshesWhileNobodyAsks) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(7'800'100, 0)}), (Times{27.5, 7'800'360 + 27.5}));
    EXPECT_EQ(done(ddr4(), {reads(0, 0), reads(7'801'000, 0)}), (Times{27.5, 7'801'027.5}));
}

// Read at 1000. The row can be closed from 1007.5 on; its second read is ready at 1005 and goes
// first, though it has come later; that holds the precharge up until 1012.5.
TEST(DramChannel, ServesFirstWhatIsReadyFirst) {
    EXPECT_EQ(
        done(ddr4(), {reads(0, 0), reads(1000, 64), reads(1001, same_bank), reads(1002, 128)}),
        (Times{27.5, 1015, 1052.5, 1020}));
}

// A read that has come with a write goes first, though its bank group is busy until 1005.
TEST(DramChannel, LetsWritesWaitForReads) {
    const Times times =
        done(ddr4(), {reads(0, 0), reads(1000, 0), reads(1001, 64), writes(1001, 128)});
    EXPECT_EQ(times[2], 1020);
    EXPECT_EQ(times[3], 1020 + 1.25 + 2.5);
}

// Four bursts of one row, 5 apart; 64 bytes that lie in two bursts.
TEST(DramChannel, AnAccessIsDoneWithItsLastBurst) {
    EXPECT_EQ(done(ddr4(), {reads(0, 0, 256), reads(1000, 32, 64)}), (Times{27.5 + 3 * 5, 1020}));
}

// More than the queue holds: reads of one bank, a row cycle each, in their order.
TEST(DramChannel, TakesMoreThanItsQueueHolds) {
    DramSpec dram = ddr4();
    dram.queue = 2;
    dram.timing.trefi_ns = 0;
    std::vector<DramWish> wishes;
    Times times;
    for (int i = 0; i < 9; ++i) {
        wishes.push_back(reads(0, static_cast<std::uint64_t>(i) * same_bank));
        times.push_back(27.5 + i * 45);
    }
    EXPECT_EQ(done(dram, wishes), times);
}

TEST(DramChannel, CountsTheRowsThatItOpens) {
    const std::unique_ptr<DramController> memory = dram_controller(dram_timing(ddr4()));
    stream(*memory, {reads(0, 0), reads(100, 64), reads(200, row_bytes), reads(300, same_bank)});
    EXPECT_EQ(memory->rows_opened(), 3);
}

// A refresh each 7.8 us, of an idle memory too, in each channel.
TEST(DramChannel, CountsItsRefreshes) {
    DramSpec dram = ddr4();
    EXPECT_EQ(dram_controller(dram_timing(dram))->refreshes(7'799'000'000), 0);
    EXPECT_EQ(dram_controller(dram_timing(dram))->refreshes(78'000'000'000), 10);
    dram.channels = 4;
    EXPECT_EQ(dram_controller(dram_timing(dram))->refreshes(78'000'000'000), 40);
    dram.timing.trefi_ns = 0;
    EXPECT_EQ(dram_controller(dram_timing(dram))->refreshes(78'000'000'000), 0);
    dram.row_bytes = 0;
    EXPECT_EQ(dram_controller(dram_timing(dram))->refreshes(78'000'000'000), 0);
}

// The last byte ends an access that would run over it.
TEST(DramChannel, TakesAnyAddress) {
    const std::uint64_t middle = std::uint64_t{1} << 63, end = ~std::uint64_t{0};
    EXPECT_EQ(done(ddr4(), {reads(0, middle - 1, 2), reads(1000, end, 1 << 20)}).size(), 2U);
}
