// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/placement.h"

#include <vector>

namespace cim {

/// Cuts a weight matrix into parts that arrays of `rows` rows and `outputs` outputs can hold.
///
/// A matrix without groups becomes a grid. With groups, whole consecutive groups share an array
/// along its diagonal as long as they fit; a group too large for one array gets a grid of its own.
std::vector<Block> block_grid(const nn::Gemm &gemm, int rows, int outputs);

} // namespace cim
