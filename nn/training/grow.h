// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/network_file.h"

namespace nn {

/// Gives a network of a builder the values of a smaller one that could be cut out of it: its
/// kernels become the middle of the larger ones, zeros around them, its channels the first ones,
/// its layers and blocks those of the same name. What is cut out again in the smaller one's size
/// computes what the smaller one does; channels, layers and blocks that it has not keep their
/// values. Throws std::invalid_argument, naming what does not fit.
void grow(const TrainedNetwork &small, TrainedNetwork &network);

} // namespace nn
