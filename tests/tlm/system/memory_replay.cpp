// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/memory_replay.h"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace cim;

namespace {

ChipSpec with_rows() {
    ChipSpec chip;
    chip.dram.row_bytes = 2048;
    return chip;
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
    const MemoryReplay replayed = replay_memory(trace, with_rows());
    EXPECT_EQ(replayed.reads, 2);
    EXPECT_EQ(replayed.writes, 2);
    EXPECT_EQ(replayed.rows_opened, 2);
}

// A million seconds a megabyte.
TEST(MemoryReplay, RefusesWhatTakesLongerThanSimulatedTime) {
    ChipSpec chip;
    chip.dram.gbytes_per_s = 1e-9;
    MemoryTrace trace;
    for (int i = 0; i < 10'000; ++i)
        trace.accesses.push_back({0, false, 0, 1U << 20});
    EXPECT_THROW(replay_memory(trace, chip), std::invalid_argument);
    trace.accesses.resize(1);
    EXPECT_EQ(replay_memory(trace, chip).reads, 1);
}
