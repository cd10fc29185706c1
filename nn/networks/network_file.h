// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph_input.h"
#include "nn/networks/matrices.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace nn {

/// A network with its trained values: one of the builders, as a file holds it, or an imported one
/// (see trainable()).
struct TrainedNetwork {
    NetworkSpec spec;
    Shape input;
    int classes = 0;
    std::vector<Matrix> matrices;  ///< by slot
    std::vector<Step> steps{};     ///< of an imported network; empty: those of spec
    Normalisation normalisation{}; ///< what it expects of its images
    /// Which training images it has not seen (Dataset::split), or all of them; empty: unknown.
    std::string unseen{};
    bool varies_maps = false; ///< strides or poolings were choices of its training
};

/// Of a network that was never trained.
inline constexpr const char *all_images = "all";

/// The steps of the whole network.
std::vector<Step> full_steps(const TrainedNetwork &network);

/// With weights drawn from `seed`. Throws std::invalid_argument when the lists do not fit.
TrainedNetwork fresh_network(const NetworkSpec &spec, Shape input, int classes, std::uint64_t seed);

/// A safetensors file: tensors `<step>.weight`, .gamma, .beta (.bias of the classifier), .ranges
/// (if learned); the lists of the network, its input, classes and unseen images as text. Loading
/// throws std::runtime_error naming file and fault.
void save_network(const TrainedNetwork &network, std::ostream &out);
TrainedNetwork load_network(const std::string &file);

} // namespace nn
