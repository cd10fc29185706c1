// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/matrices.h"

#include <cstdint>
#include <vector>

namespace nn {

/// Takes the trained values behind step `step` (from 1) into their exponential moving average
/// (Polyak and Juditsky 1992 average evenly; the decay is that of Tarvainen and Valpola 2017):
/// behind step t those of step i count decay^(t - i), divided by the sum of these shares, so that
/// where the average began leaves no trace (Kingma and Ba 2015, section 3). Learned ranges count
/// from the step on that learns them. `average` has the shapes of `now`.
void add_to_average(const std::vector<Matrix> &now, double decay, std::int64_t step,
                    std::vector<Matrix> &average);

} // namespace nn
