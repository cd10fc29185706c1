// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/network_file.h"
#include "nn/quantise/imported_network.h"

namespace nn {

/// An imported network as one that can be trained: its products, sums, poolings, local
/// response normalisations and shortcuts as steps. Batch normalisation, folded away or never there,
/// is put back behind every product but the classifier: with the statistics of the first `count` of
/// `images` it leaves the network as it is. `spec` says with how many bits it will run. Throws
/// GraphError naming what cannot be trained.
TrainedNetwork trainable(const ImportedNetwork &network, const Images &images, int count,
                         const NetworkSpec &spec);

} // namespace nn
