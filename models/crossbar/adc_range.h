// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/chip/converter_range.h"
#include "models/mapping/placement.h"
#include "nn/integer/quantized_network.h"

#include <cstdint>
#include <vector>

namespace cim {

/// The converters' ranges of every layer. Full range needs no data; calibrated and sigma range run
/// the first `count` images through ideal arrays and divide what the column sums reach by the
/// highest code. With RangeScope::Column that is done for each column, rounded up to a power of two
/// times the layer's finest. Never below one level a code.
std::vector<LayerRange> converter_ranges(const nn::QuantizedNetwork &network,
                                         const Placement &placement, const ChipSpec &chip,
                                         const std::uint8_t *images, int count);

} // namespace cim
