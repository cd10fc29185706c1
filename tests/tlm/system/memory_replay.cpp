// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/memory_replay.h"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace cim;

namespace {

DramSpec with_short_rows() {
    DramSpec dram;
    dram.row_bytes = 2048;
    return dram;
}

} // namespace

// The same row twice, the last one of all, one that would run over the end.
TEST(MemoryReplay, TakesAddressesUpToTheLastOne) {
    const std::uint64_t middle = std::uint64_t{1} << 63, end = ~std::uint64_t{0};
    MemoryTrace trace;
    trace.accesses = {{0, false, middle, 64},
                      {1000, true, middle + 64, 64},
                      {2000, false, end - 63, 64},
                      {3000, true, end, 64}};
    const MemoryReplay replayed = replay_memory(trace, with_short_rows());
    EXPECT_EQ(replayed.reads, 2);
    EXPECT_EQ(replayed.writes, 2);
    EXPECT_EQ(replayed.rows_opened, 2);
}

// A thousand seconds a megabyte.
TEST(MemoryReplay, RefusesWhatTakesLongerThanSimulatedTime) {
    DramSpec dram;
    dram.gbytes_per_s = 1e-6;
    MemoryTrace trace;
    for (int i = 0; i < 10; ++i)
        trace.accesses.push_back({0, false, 0, 1U << 20});
    EXPECT_THROW(replay_memory(trace, dram), std::invalid_argument);
    trace.accesses.resize(1);
    EXPECT_EQ(replay_memory(trace, dram).reads, 1);
}

// Two bursts of 32 bytes each 2.5 ns: at their ticks one access is done before the next comes; one
// after another all are done 40 ns apart, whatever their ticks.
TEST(MemoryReplay, SendsAtTicksOrWithAWindow) {
    DramSpec dram;
    dram.latency_ns = 37.5;
    MemoryTrace trace;
    for (std::uint64_t i = 0; i < 4; ++i)
        trace.accesses.push_back({i * 1'000'000, false, i * 64, 64});
    EXPECT_DOUBLE_EQ(replay_memory(trace, dram).end_ns, 3040);
    EXPECT_DOUBLE_EQ(replay_memory(trace, dram, 1).end_ns, 160);
    EXPECT_DOUBLE_EQ(replay_memory(trace, dram, 4).end_ns, 10 + 37.5);
    EXPECT_DOUBLE_EQ(replay_memory(trace, dram, 1).mean_latency_ns, 40);
}
