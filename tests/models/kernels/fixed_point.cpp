// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/fixed_point.h"

#include <gtest/gtest.h>

#include <vector>

namespace cim {
namespace {

/// Four rows, one column of a unit each, 16 units a code, 0.01 codes^2 of noise a driven row.
ColumnCells noisy_column() {
    ColumnCells columns;
    columns.plan = {4, 4, 8, 1};
    columns.columns = 1;
    columns.cells.assign(4, 1);
    columns.squares.assign(4, 1);
    columns.converters.codes_per_unit = {1 / 16.0F};
    columns.converters.noise = {0.01F};
    return columns;
}

// 16 units x sqrt(0.01 x rows) in eighths: 12.8, 18.1, 22.2 and 25.6.
TEST(WholeNumbers, NoiseByDrivenRowsIsATableOfSpreads) {
    ColumnCells columns = noisy_column();
    columns.converters.gains = whole_gains(columns);
    EXPECT_EQ(columns.converters.gains, std::vector<std::int16_t>{1 << 11});
    EXPECT_EQ(whole_spreads(columns), (std::vector<std::int16_t>{0, 13, 18, 22, 26}));
    columns.converters.noise.clear();
    columns.squares.clear();
    EXPECT_EQ(whole_gains(columns), std::vector<std::int16_t>{1 << 11});
    EXPECT_TRUE(whole_spreads(columns).empty());
}

TEST(WholeNumbers, AreNotForOtherNoise) {
    ColumnCells of_cells = noisy_column();
    of_cells.squares[2] = 2;
    EXPECT_TRUE(whole_gains(of_cells).empty());
    ColumnCells of_converters = noisy_column();
    of_converters.converters.variance = {0.1F};
    EXPECT_TRUE(whole_gains(of_converters).empty());
    ColumnCells coarse = noisy_column();
    coarse.converters.codes_per_unit = {1 / 4.0F};
    EXPECT_TRUE(whole_gains(coarse).empty());
    ColumnCells loud = noisy_column(); // 16 x sqrt(4 x 80000) x 8 is above 32767
    loud.converters.noise = {80000};
    EXPECT_TRUE(whole_gains(loud).empty());
    ColumnCells digits = noisy_column();
    digits.plan.dac_bits = 2;
    EXPECT_TRUE(whole_gains(digits).empty());
}

} // namespace
} // namespace cim
