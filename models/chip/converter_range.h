// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cim {

/// What the codes of an array's converters stand for. The digital part counts in one unit for all
/// columns; a column whose sums need less room has a finer converter range, and its codes are
/// shifted by fewer places.
struct ConverterRange {
    ConverterRange(double levels = 1) : lsb(levels) {}

    double lsb;                       ///< levels that a count stands for
    std::vector<std::uint8_t> shifts; ///< of each column: a code is 2^shift counts; empty: one
};

/// The ranges of a layer's arrays, which count in the same unit.
struct LayerRange {
    LayerRange(double levels = 1) : lsb(levels) {}

    double lsb;                                    ///< levels that a count stands for
    std::vector<std::vector<std::uint8_t>> shifts; ///< of each block; empty: a code is a count

    double coarsest_lsb() const; ///< levels that a code stands for, at most
    ConverterRange of_block(int block) const;
};

} // namespace cim
