// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <cstdint>

namespace cim {

/// How a signed weight becomes the levels of cells. A run of n weights becomes planes() runs of n
/// levels: slice by slice, least significant first; with differential pairs the positive cells of a
/// slice, then the negative ones.
struct WeightCode {
    WeightCode(const ArraySpec &array, int bits);

    int planes() const { return slices * signs; }
    /// What a level of a plane counts for in the weight: +-2^(slice x cell_bits).
    int plane_weight(int plane) const {
        const int size = 1 << (plane / signs * cell_bits);
        return plane % signs == 0 ? size : -size;
    }
    /// What is added to a weight before it is sliced: 2^(bits-1) with an offset column, else 0.
    int offset() const { return signs == 2 ? 0 : 1 << (weight_bits - 1); }
    /// Levels of `count` weights, plane p at levels[p * stride].
    void encode(int count, const std::int16_t *weights, int stride, float *levels) const;

    int weight_bits = 8, cell_bits = 2;
    int slices = 4;
    int signs = 2; ///< 2: w+ and w- have cells of their own; 1: offset column
};

} // namespace cim
