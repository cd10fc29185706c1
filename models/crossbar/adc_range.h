// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/chip/converter_range.h"
#include "models/device/device.h"
#include "models/mapping/placement.h"
#include "nn/integer/quantized_network.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cim {

/// The converters' ranges of every layer: what the highest code stands for over the highest code.
/// A full range and a given one need no images; without any, the others are full. Calibrated and
/// sigma range run the images through ideal arrays and look at the column sums, fitted range at
/// what becomes of them in the outputs of some of the windows.
///
/// Where a code has less than a level to itself a level becomes 2^n codes, so that ideal sums stay
/// whole; not so where the range is given. With RangeScope::Column each column has a range of its
/// own, rounded up to a power of two times the layer's finest. Outputs in counts fit 32 bits.
std::vector<LayerRange> converter_ranges(const nn::QuantizedNetwork &network,
                                         const Placement &placement, const ChipSpec &chip,
                                         const DeviceSpec &device,
                                         const nn::ImageBatch &images = {});

/// Why a given range leaves outputs that need more than 32 bits, in a sentence; empty if none does.
std::string given_range_problem(const nn::QuantizedNetwork &network, const Placement &placement,
                                const ChipSpec &chip, const DeviceSpec &device);

/// Levels a code stands for with AdcRange::Full: the largest sum that the driven rows of the
/// layer's largest block can give over the highest code, or 2^-n.
double full_range_lsb(const LayerPlacement &layer, const PeSpec &pe);

} // namespace cim
