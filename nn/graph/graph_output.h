// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"

namespace nn {

/// Classes that the network's outputs tell apart: one each; two where a single one is the share of
/// class 1 (it comes of a Sigmoid or HardSigmoid); 0 where its output is a map.
int classes_told_apart(const Graph &graph);

} // namespace nn
