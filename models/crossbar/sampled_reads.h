// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace cim {

/// What the converters of an ideal array see of some vectors, and what becomes of it.
struct SampledReads {
    int vectors = 0, reads = 0, columns = 0;
    int cols = 0;               ///< outputs; column c is a part of output c % cols
    std::vector<float> sums;    ///< levels, whole: vectors x reads x columns
    std::vector<float> places;  ///< of each read: what its digit is worth
    std::vector<float> weights; ///< of each column: what its levels are worth in its output
};

} // namespace cim
