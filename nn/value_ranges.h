// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/dataset.h"
#include "nn/graph_input.h"

#include <vector>

namespace nn {

/// The values between which an activation is told apart; low is never above 0, high above low.
struct ValueRange {
    float low = 0, high = 1;
};

/// For every value of the network, over the first `count` of `images`: the range in which 2^bits
/// even steps meet what was seen with the least squared error (clipping the rest). Constants and
/// whole numbers have none.
std::vector<ValueRange> value_ranges(const Graph &graph, const Normalisation &normalisation,
                                     const Images &images, int count, int bits);

} // namespace nn
