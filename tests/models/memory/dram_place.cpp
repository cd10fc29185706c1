// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_place.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

using namespace cim;

namespace {

DramTiming mapped(DramMapping mapping) {
    DramSpec dram;
    dram.kind = DramKind::Ddr4;
    dram.row_bytes = 1024; // 16 bursts
    dram.mapping = mapping;
    return dram_timing(dram);
}

} // namespace

// Rows of 16 bursts in 16 banks of four groups.
TEST(DramPlace, LaysRowAfterRow) {
    const DramTiming dram = mapped(DramMapping::Rows);
    const DramPlace place = dram_place(dram, 16 * 21 + 3);
    EXPECT_EQ(place.bank, 5);
    EXPECT_EQ(place.group, 1);
    EXPECT_EQ(place.row, 1U);
}

TEST(DramPlace, LaysBurstAfterBurst) {
    const DramTiming dram = mapped(DramMapping::Bursts);
    EXPECT_EQ(dram_place(dram, 5).bank, 5);
    EXPECT_EQ(dram_place(dram, 5).group, 1);
    EXPECT_EQ(dram_place(dram, 255).row, 0U);
    EXPECT_EQ(dram_place(dram, 256).row, 1U);
}

// Burst 7: bits 3 of the column, bank 1; bank 1 ^ 3.
TEST(DramPlace, ChangesTheBankWithTheColumn) {
    EXPECT_EQ(dram_place(mapped(DramMapping::Mop4), 7).bank, 1 ^ 3);
}

// Every row of every bank holds as many bursts as fit.
TEST(DramPlace, FillsEveryRowWhateverTheMapping) {
    for (const auto &[name, mapping] : dram_mapping_names) {
        const DramTiming dram = mapped(mapping);
        std::map<std::pair<int, std::uint64_t>, int> bursts;
        const int rows = 32;
        for (std::uint64_t burst = 0; burst < 16 * 16 * rows; ++burst) {
            const DramPlace place = dram_place(dram, burst);
            EXPECT_EQ(place.group, place.bank % 4) << name;
            ++bursts[{place.bank, place.row}];
        }
        EXPECT_EQ(bursts.size(), 16U * rows) << name;
        for (const auto &[place, count] : bursts)
            EXPECT_EQ(count, 16) << name;
    }
}
