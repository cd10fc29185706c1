// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/network_file.h"
#include "nn/quantise/imported_network.h"

#include <string>
#include <vector>

namespace nn {

/// An imported network as one that can be trained: its products, sums, poolings, local
/// response normalisations and shortcuts as steps. Batch normalisation, folded away or never there,
/// is put back behind every product but the classifier: with the statistics of the first `count` of
/// `images` it leaves the network as it is. `spec` says with how many bits it will run. Throws
/// GraphError naming what cannot be trained.
TrainedNetwork trainable(const ImportedNetwork &network, const Images &images, int count,
                         const NetworkSpec &spec);

/// The nodes of a graph that are activations other than ReLU, as an error would name them. Those of
/// a network that trainable() takes did what ReLU does on the images that it was compared on, and
/// are trained as one.
std::vector<std::string> other_activations(const Graph &graph);

} // namespace nn
