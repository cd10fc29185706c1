// SPDX-License-Identifier: Apache-2.0
#include "models/chip/dram_rows.h"

#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <map>

using namespace cim;

namespace {

constexpr std::uint64_t middle = std::uint64_t{1} << 63, end = ~std::uint64_t{0};

DramSpec rows_of(int bytes, int banks) {
    DramSpec dram;
    dram.row_bytes = bytes;
    dram.banks = banks;
    return dram;
}

} // namespace

// Two banks of rows of 100 bytes: rows 0 and 1, row 1 again and 2, which takes the place of 0.
TEST(DramRows, OpensEachRowOfABankWhenAnotherIsOpen) {
    DramRows rows(rows_of(100, 2));
    EXPECT_EQ(rows.open(50, 100), 2);
    EXPECT_EQ(rows.open(199, 2), 1);
    EXPECT_EQ(rows.open(0, 1), 1);
    EXPECT_EQ(rows.open(199, 1), 0);
}

TEST(DramRows, TakesAnyAddress) {
    for (const int bytes : {1, 64, 100, 8192}) {
        DramRows rows(rows_of(bytes, 4));
        EXPECT_EQ(rows.open(middle - 1, 1), 1) << bytes;
        EXPECT_EQ(rows.open(middle - 1, 1), 0) << bytes;
        EXPECT_EQ(rows.open(middle + 20000, 1), 1) << bytes;
        EXPECT_EQ(rows.open(end, 64), 1) << bytes; // nothing lies behind the last byte
        EXPECT_EQ(rows.open(end, 1), 0) << bytes;
    }
}

// A row after the other, as it is said.
TEST(DramRows, AreThoseOfAWalkThroughTheAccess) {
    nn::RandomIntegers draw(3, 1);
    for (int seed = 0; seed < 200; ++seed) {
        const int bytes = draw(1, 40), banks = draw(1, 9);
        const auto count = static_cast<std::uint64_t>(banks);
        DramRows rows(rows_of(bytes, banks));
        std::map<std::uint64_t, std::uint64_t> open;
        for (int i = 0; i < 30; ++i) {
            const std::uint64_t address = middle - 300 + static_cast<std::uint64_t>(draw(0, 600));
            const std::int64_t length = draw(1, 500);
            std::int64_t opened = 0;
            const std::uint64_t last = address + static_cast<std::uint64_t>(length) - 1;
            for (std::uint64_t row = address / static_cast<std::uint64_t>(bytes);
                 row <= last / static_cast<std::uint64_t>(bytes); ++row) {
                const auto here = open.find(row % count);
                opened += here == open.end() || here->second != row ? 1 : 0;
                open[row % count] = row;
            }
            ASSERT_EQ(rows.open(address, length), opened);
        }
    }
}
