// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

#include <map>
#include <string>

namespace apps {

/// What a run of the SystemC chip gives of full arrays: an array of chip.tile.array that holds
/// weights of chip.peak.weight_bits multiplies windows of inputs of chip.peak.input_bits, and its
/// tile pools the results (each by itself) right away.
///
/// run.operation_cycles: from the first cycle in which the first window is read from the tile's
/// buffer until its result has been written there. run.product_cycles: of that, the product.
/// run.interval_cycles: from one result to the next. run.chip_tops: of all arrays of the chip at
/// that pace.
std::map<std::string, double> run_figures(const cim::ChipSpec &chip, const cim::DeviceSpec &device);

} // namespace apps
