// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/column_cells.h"

#include <cstdint>
#include <vector>

namespace cim {

// How cells, digits and converters' gains become whole numbers, which kernels add and multiply
// exactly.

/// Largest sum of cells of 16 bits, which any kernel adds fastest.
constexpr double largest_short = 32767;

/// The largest sum of sizes that a column of a matrix can reach over the rows of one group.
double largest_sum(int rows, int rows_per_group, const std::vector<float> &matrix);

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
/// a signed byte holds.
std::vector<std::int16_t> whole_gains(const ColumnCells &columns);

/// Fixed-point units of a digit, a power of two, for currents that are not whole digits: as fine as
/// sums leave room for.
double digit_units(const std::vector<double> &currents, double largest);

} // namespace cim
