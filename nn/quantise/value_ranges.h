// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/graph/graph_input.h"

#include <functional>

namespace nn {

/// The values between which an activation is told apart; low is never above 0, high above low.
struct ValueRange {
    float low = 0, high = 1;
};

/// The range of a value of the network when it has so many bits.
using ValueRanges = std::function<ValueRange(int value, int bits)>;

/// Over the first `count` of `images`: the range in which 2^bits even steps meet what was seen with
/// the least squared error (clipping the rest). Constants and whole numbers have none.
ValueRanges value_ranges(const Graph &graph, const Normalisation &normalisation,
                         const Images &images, int count);

} // namespace nn
