// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/constants.h"

#include <map>
#include <set>

namespace nn {

/// Nodes that together divide a value by the root of its mean square along one axis, as exporters
/// write out LayerNormalization (first less its mean) and RMSNormalization.
struct NormRegion {
    int root = 0; ///< the value
    std::size_t axis = 0;
    bool centred = false; ///< less its mean
    float epsilon = 0;    ///< added to the mean square
};

/// Those of a network.
struct NormRegions {
    std::map<int, NormRegion> by_last; ///< by the value that the last node makes
    std::set<int> inside;              ///< values that only the region's own nodes read
};
NormRegions norm_regions(const Graph &graph, const Constants &constants);

} // namespace nn
