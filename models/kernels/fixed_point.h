// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/column_cells.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace cim {

// How cells, digits and converters' gains become whole numbers, which kernels add and multiply
// exactly.

/// Largest sum of cells of 16 bits, which any kernel adds fastest.
constexpr double largest_short = 32767;

/// The largest sum of sizes that a column of a matrix can reach over the rows of one group.
double largest_sum(int rows, int rows_per_group, const std::vector<float> &matrix);

/// The same of whole numbers, over the row groups of a plan.
template <class Value>
std::int64_t largest_sum(const ReadPlan &plan, const std::vector<Value> &values) {
    const std::size_t columns = values.size() / static_cast<std::size_t>(plan.rows);
    std::vector<std::int64_t> sums(columns);
    std::int64_t largest = 0;
    for (int row = 0; row < plan.rows; ++row) {
        const Value *const of_row = values.data() + static_cast<std::size_t>(row) * columns;
        const bool starts = row % plan.driven_rows == 0;
        for (std::size_t c = 0; c < columns; ++c) {
            sums[c] = (starts ? 0 : sums[c]) + std::abs(std::int64_t{of_row[c]});
            largest = std::max(largest, sums[c]);
        }
    }
    return largest;
}

/// Fixed-point units of a level for cells whose sums over a row group are at most `largest` levels
/// and are multiplied with digits up to `digit`.
///
/// Whole levels stay whole: they need one unit, or two where a level is a code. Else cells fit a
/// byte if rounding to that adds less than 1 % to the variance that they have about whole levels;
/// if it adds more, they get the room that 16-bit sums leave (from 1/64 level on), else what two
/// bytes and 30-bit sums leave, at most 2^-12.
double units_of_level(const std::vector<float> &values, double largest, double digit, double lsb);

/// The converters' gains in whole numbers; none where a sum needs more than 16 bits, a code more
/// than a byte, a gain more than 2^-15 to be exact, or an unsigned code's digit is worth more than
/// a signed byte holds. With read noise only where that follows from how many rows are driven by
/// bits, and where a code is at least eight units, so that rounding the noise to units adds no more
/// than 0.0013 codes^2 to its variance.
std::vector<std::int16_t> whole_gains(const ColumnCells &columns);

/// Converters::spreads of columns that have gains in whole numbers; none without noise.
std::vector<std::int16_t> whole_spreads(const ColumnCells &columns);

/// Fixed-point units of a digit, a power of two, for currents that are not whole digits: as fine as
/// sums leave room for.
double digit_units(const std::vector<double> &currents, double largest);

} // namespace cim
