// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip_spec.h"
#include "models/placement.h"
#include "nn/quantized_network.h"

#include <cstdint>
#include <vector>

namespace cim {

/// The converters' lsb of every layer: levels that a code stands for. Full range needs no data;
/// calibrated range runs the first `count` images through ideal arrays and divides the percentile
/// of the column sums' sizes by the highest code. Never below one level.
std::vector<double> adc_lsbs(const nn::QuantizedNetwork &network, const Placement &placement,
                             const ChipSpec &chip, const std::uint8_t *images, int count);

} // namespace cim
