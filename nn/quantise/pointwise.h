// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/constants.h"
#include "nn/integer/activation.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace nn {

/// Nodes that together make one function of one value, element by element: x * sigmoid(x),
/// x * clip(x + 3, 0, 6) / 6, ...
struct PointwiseRegion {
    int root = 0; ///< the value; nothing outside the region reads it
    Activation activation;
};

/// Those of a network in which two values that come of the root meet.
struct PointwiseRegions {
    std::map<int, PointwiseRegion> by_last; ///< by the value that the last node makes
    std::set<int> inside;                   ///< values that only the region's own nodes read
};
PointwiseRegions pointwise_regions(const Graph &graph, const Constants &constants);

/// Of a constant that meets an activation whose channels are its second dimension: the number, or
/// one a channel; nothing where it is neither.
std::vector<float> channel_numbers(const Tensor &tensor, const Dims &activation,
                                   std::int64_t channels);

} // namespace nn
