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

/// Appends the steps of a power of a result: squares, cubes and roots. False: it is none of these.
bool add_power(float exponent, int result, std::vector<Activation::Step> &steps);
/// The exponent of a Pow if it is one constant number.
std::vector<float> power_exponent(const Graph &graph, const Constants &constants, const Node &node);

/// Of a constant that meets an activation whose channels are its second dimension: the number, or
/// one a channel; nothing where it is neither.
std::vector<float> channel_numbers(const Tensor &tensor, const Dims &activation,
                                   std::int64_t channels);

/// The same of an activation that holds its channels in so many parts, each with all pixels: those
/// of the last dimension, part by part.
std::vector<float> part_numbers(const Tensor &tensor, const Dims &activation, std::int64_t parts);

} // namespace nn
