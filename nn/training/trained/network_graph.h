// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"
#include "nn/training/cutout.h"

#include <vector>

namespace nn {

/// A cut-out network with calibrated batch normalisation as a float graph of ONNX's operators, for
/// pixels divided by 255. Its weights are those that the cut-out's operands hold.
Graph float_graph(const Cutout &cutout, const std::vector<StepStatistics> &statistics, Shape input);

} // namespace nn
