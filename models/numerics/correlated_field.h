// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/numerics/random.h"

#include <vector>

namespace cim {

/// A Gaussian field of unit variance over rows x columns cells, row-major, whose correlation at a
/// distance of (i, j) cells is exp(-(i + j) / length): a first-order autoregression along rows and
/// then along columns, stationary from its first cell on.
std::vector<float> correlated_field(const Draw &draw, int rows, int columns, double length);

} // namespace cim
