// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"

#include <string>
#include <vector>

namespace nn {

/// A node of a float network with what it costs.
struct LayerRow {
    std::string name, op;
    Dims output;
    std::int64_t weights = 0; ///< constants that it reads
    std::int64_t macs = 0;    ///< multiply-accumulates of a convolution or product, an image
};

/// One row a node that depends on the image, in the order of the graph.
std::vector<LayerRow> layer_table(const Graph &graph);

} // namespace nn
