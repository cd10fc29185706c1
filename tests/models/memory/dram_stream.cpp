// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_stream.h"
#include "tests/models/memory/ddr4.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace cim;

namespace {

constexpr int count = 4000, window = 64;

/// Accesses at addresses `stride` apart; 0: anywhere in 8 GB. Some are writes.
std::vector<DramWish> pattern(std::uint64_t stride, int write_percent = 0,
                              std::uint64_t bytes = 64) {
    std::mt19937_64 draw(7);
    std::vector<DramWish> wishes;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t address = stride > 0 ? i * stride : draw() % (1U << 27) * 64;
        wishes.push_back({0, {static_cast<int>(draw() % 100) < write_percent, address, bytes}});
    }
    return wishes;
}

DramTime end(const DramSpec &dram, const std::vector<DramWish> &wishes) {
    DramTime last = 0;
    for (const DramService &service : stream(*dram_controller(dram_timing(dram)), wishes, window))
        last = std::max(last, service.done);
    return last;
}

double gbytes_per_s(const DramSpec &dram, const std::vector<DramWish> &wishes) {
    return static_cast<double>(wishes.size() * wishes[0].access.bytes) * 1e6 /
           static_cast<double>(end(dram, wishes));
}

DramSpec without_refresh(DramSpec dram) {
    dram.timing.trefi_ns = 0;
    return dram;
}

/// A controller that takes what is ready first may gain a little by chance when things get slower.
constexpr double chance = 0.99;

/// What a change must not do to any of these patterns.
void expect_no_faster(const std::string &what, const std::function<void(DramSpec &)> &change) {
    for (const std::uint64_t stride : {64, 256, 4096, 8192, 131072, 0})
        for (const int writes : {0, 40}) {
            DramSpec dram = ddr4();
            const std::vector<DramWish> wishes = pattern(stride, writes);
            const auto before = static_cast<double>(end(dram, wishes));
            change(dram);
            EXPECT_GE(static_cast<double>(end(dram, wishes)), chance * before)
                << what << ", every " << stride << ", " << writes;
        }
}

} // namespace

// 64 bytes of 25.6 GB/s are two cycles and a half of 1 GHz.
TEST(DramStream, UsesAllOfTheBandwidth) {
    DramSpec flat;
    flat.latency_ns = 0;
    EXPECT_NEAR(gbytes_per_s(flat, pattern(64)), 25.6, 0.001);
    DramSpec rows = without_refresh(ddr4());
    rows.mapping = DramMapping::Bursts;
    EXPECT_NEAR(gbytes_per_s(rows, pattern(64)), 25.6, 0.2);
}

// Eight bytes take a burst of 32 (LPDDR4), or of as many as is said.
TEST(DramStream, MovesWholeBursts) {
    DramSpec flat;
    flat.latency_ns = 0;
    EXPECT_NEAR(gbytes_per_s(flat, pattern(64, 0, 8)), 25.6 / 4, 0.001);
    flat.burst_bytes = 8;
    EXPECT_NEAR(gbytes_per_s(flat, pattern(64, 0, 8)), 25.6, 0.001);
}

// A row each: four in tFAW. A bank each: one in tRC. Refreshes take tRFC of every tREFI.
TEST(DramStream, IsBoundByTheRowsThatItOpens) {
    const DramSpec dram = without_refresh(ddr4());
    const double window_bound = 4 * 64 / 21.25, bank_bound = 64 / 45.0;
    EXPECT_LE(gbytes_per_s(dram, pattern(0)), window_bound);
    EXPECT_GE(gbytes_per_s(dram, pattern(0)), 0.98 * window_bound);
    EXPECT_LE(gbytes_per_s(dram, pattern(131072)), 1.001 * bank_bound); // the last is not closed
    EXPECT_GE(gbytes_per_s(dram, pattern(131072)), 0.99 * bank_bound);
    EXPECT_NEAR(gbytes_per_s(ddr4(), pattern(131072)) / gbytes_per_s(dram, pattern(131072)),
                1 - 360.0 / 7800, 0.005);
}

// Reads of one row are tCCD_L apart, unless their banks are of different groups.
TEST(DramStream, TellsBankGroupsApart) {
    DramSpec dram = without_refresh(ddr4());
    EXPECT_LT(gbytes_per_s(dram, pattern(64)), 18);
    dram.bank_groups = 1;
    dram.timing.tccd_l_ns = dram.timing.trrd_l_ns = 0;
    EXPECT_NEAR(gbytes_per_s(dram, pattern(64)), 25.6, 0.1);
}

TEST(DramStream, IsNeverFasterWithSlowerRows) {
    expect_no_faster("tRC", [](DramSpec &dram) { dram.timing.trc_ns = 90; });
    expect_no_faster("tRCD", [](DramSpec &dram) { dram.timing.trcd_ns = 25; });
    expect_no_faster("tRP", [](DramSpec &dram) { dram.timing.trp_ns = 25; });
    expect_no_faster("tFAW", [](DramSpec &dram) { dram.timing.tfaw_ns = 42.5; });
    expect_no_faster("tRRD_S", [](DramSpec &dram) { dram.timing.trrd_s_ns = 10; });
}

TEST(DramStream, IsNeverFasterWithASlowerChannel) {
    expect_no_faster("tCL", [](DramSpec &dram) { dram.timing.tcl_ns = 25; });
    expect_no_faster("tCCD_L", [](DramSpec &dram) { dram.timing.tccd_l_ns = 10; });
    expect_no_faster("tWTR_L", [](DramSpec &dram) { dram.timing.twtr_l_ns = 30; });
    expect_no_faster("tRTW", [](DramSpec &dram) { dram.timing.trtw_ns = 20; });
    expect_no_faster("tWR", [](DramSpec &dram) { dram.timing.twr_ns = 60; });
    expect_no_faster("bandwidth", [](DramSpec &dram) { dram.gbytes_per_s /= 2; });
}

TEST(DramStream, IsNeverFasterWithMoreRefreshes) {
    expect_no_faster("tRFC", [](DramSpec &dram) { dram.timing.trfc_ns = 720; });
    expect_no_faster("tREFI", [](DramSpec &dram) { dram.timing.trefi_ns = 3900; });
}

TEST(DramStream, IsNeverFasterWithFewerBanks) {
    expect_no_faster("banks", [](DramSpec &dram) { dram.banks = 8; });
    expect_no_faster("queue", [](DramSpec &dram) { dram.queue = 4; });
}

// Twice the channels and twice the bandwidth: each is as it was, and gets half of the accesses.
TEST(DramStream, ChannelsWorkSideBySide) {
    const DramSpec one = ddr4();
    DramSpec two = one;
    two.channels = 2;
    two.gbytes_per_s *= 2;
    for (const std::uint64_t stride : {64, 4160, 0})
        EXPECT_NEAR(gbytes_per_s(two, pattern(stride)) / gbytes_per_s(one, pattern(stride)), 2, 0.3)
            << stride;
}

// An access over all channels is done with the last of its bursts.
TEST(DramStream, AnAccessIsCutAtTheBordersOfChannels) {
    DramSpec four = ddr4();
    four.channels = 4;
    four.gbytes_per_s *= 4;
    const auto served =
        stream(*dram_controller(dram_timing(four)), {{0, {false, 64, 320}}, {0, {false, 0, 64}}});
    EXPECT_EQ(served[0].done, 32'500'000); // one channel reads two bursts of its row
    EXPECT_EQ(served[1].done, 32'500'000); // another one reads a burst of each
}

// One under way: each waits for the one before it.
TEST(DramStream, AWindowOfOneAsksForOneAfterAnother) {
    const auto served = stream(*dram_controller(dram_timing(ddr4())), pattern(0), 1);
    for (std::size_t i = 1; i < served.size(); ++i)
        ASSERT_EQ(served[i].asked, served[i - 1].done);
}

TEST(DramStream, AWiderWindowIsNeverSlower) {
    for (const std::uint64_t stride : {64, 8192, 0}) {
        DramTime before = dram_never;
        for (const int wide : {1, 4, 16, 64}) {
            DramTime last = 0;
            for (const DramService &service :
                 stream(*dram_controller(dram_timing(ddr4())), pattern(stride), wide))
                last = std::max(last, service.done);
            EXPECT_LE(last, before) << stride << ", " << wide;
            before = last;
        }
    }
}
