// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph_input.h"
#include "nn/integer/quantized_network.h"
#include "nn/quantise/value_ranges.h"

#include <set>
#include <vector>

namespace nn {

/// How a float network is brought to integers.
struct QuantisationSpec {
    int weight_bits = 8;     ///< signed, symmetric
    int activation_bits = 8; ///< unsigned
    bool weights = true;     ///< false: the shape of the network only, for mapping and timing
    std::vector<int> layer_weight_bits{}, layer_activation_bits{}; ///< as in NetworkSpec
    bool scale_by_output = true; ///< of weights: a range an output channel, or one for all
};

/// The integer network of a float network, post-training: batch normalisation and constant factors
/// folded into scales and biases, additions into the product before them, weights rounded to
/// integers, activations over `ranges` (see value_ranges()). A softmax at the end is the vector
/// unit's. Throws GraphError naming the node that no crossbar or vector unit can run.
QuantizedNetwork quantise(const Graph &graph, Shape image, const Normalisation &normalisation,
                          const ValueRanges &ranges, const QuantisationSpec &spec);

/// A product of a float network with what is folded into it: x * weights + bias by output.
struct RealMatrix {
    std::vector<float> weights; ///< in the order of QuantizedOp::weights
    std::vector<float> bias;
    bool activated = false; ///< ReLU (or the like) behind it
};

/// The same network as quantise() makes, with its products in floats (by matrix number).
struct RealNetwork {
    QuantizedNetwork shape; ///< without weights
    std::vector<RealMatrix> matrices;
    std::set<int> altering; ///< ops without a product that scale, shift or activate one map
};
RealNetwork real_network(const Graph &graph, Shape image, const Normalisation &normalisation,
                         const ValueRanges &ranges, const QuantisationSpec &spec);

} // namespace nn
