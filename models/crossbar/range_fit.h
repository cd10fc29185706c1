// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/sampled_reads.h"

#include <cstdint>
#include <vector>

namespace cim {

/// The codes of a converter.
struct CodeRange {
    int lowest, top;
};

/// The arrays of a layer that hold its matrix, as they read the same vectors.
struct SampledLayer {
    int cols = 0; ///< outputs of the layer
    std::vector<SampledReads> blocks;
    std::vector<int> first_outputs; ///< of each block
    double reach = 1;               ///< the largest sum that there can be, in levels
    CodeRange codes{0, 255};
};

/// Squared error of all outputs, in levels^2, where a code of every converter stands for `lsb`
/// levels: sums are rounded and clipped, weighted by digit and slice, subtracted and added as the
/// digital part does.
double squared_error(const SampledLayer &layer, double lsb);

/// The lsb in levels, at least 1, with the least squared error; the smallest of equals, so that
/// whole levels are exact where they can be. Tried are 2^(n/8), so that with one more bit the same
/// values and those between them are tried again.
double fitted_lsb(const SampledLayer &layer);

/// The lsbs of all columns of a layer's blocks, each a power of two times the finest, which
/// together have the least squared error (of each column's part of an output by itself): their
/// logarithms to the base 2 over the finest, block by block.
struct ColumnFit {
    double finest = 1;
    std::vector<std::vector<std::uint8_t>> shifts;
};
ColumnFit fitted_columns(const SampledLayer &layer);

} // namespace cim
