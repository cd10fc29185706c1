// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cim {

/// The shift-and-add behind the converters of an array: it puts the slices and signs of an output
/// together.
struct SliceSum {
    int cols = 0; ///< outputs
    int slices = 1, cell_bits = 1;
    /// w+ and w- are converted one by one: columns are by slice, sign and output. Or else by slice
    /// and output.
    bool apart = false;
    /// Of each column, negative if it holds its levels inverted; empty: 1.
    std::vector<std::int32_t> counts_per_code;

    /// Columns of a slice.
    std::ptrdiff_t pitch() const { return std::ptrdiff_t{cols} * (apart ? 2 : 1); }
    /// Adds the codes of a vector's columns to its outputs.
    void add(const std::int32_t *codes, std::int32_t *y) const;
};

} // namespace cim
