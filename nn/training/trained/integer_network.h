// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/training/cutout.h"

#include <vector>

namespace nn {

/// A calibrated cut-out of a network in integers. Batch normalisation becomes each output's scale
/// and bias behind the product; the weights stay those of the matrix alone.
QuantizedNetwork integer_network(const TrainedNetwork &network, const Cutout &cutout,
                                 const std::vector<StepStatistics> &statistics,
                                 const TrainSpec &train);

} // namespace nn
