// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace cim {

/// Most rows or columns that an array may have.
inline constexpr int most_lines = 4096;

/// A set of rows of an array, 64 a word.
using RowMask = std::array<std::uint64_t, most_lines / 64>;

/// An input vector by bits: which rows have a one in each bit.
struct BitPlanes {
    /// Cuts `rows` unsigned 8-bit values into planes, bit 0 first.
    BitPlanes(int rows, const std::uint8_t *x);

    int words = 0; ///< of each plane in use; the others are not written
    std::array<RowMask, 8> plane;
};

/// The rows of `rows` from `first` up to `last` (exclusive) only.
void keep_rows(RowMask &rows, int words, int first, int last);

} // namespace cim
