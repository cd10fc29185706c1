// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"
#include "models/mapping/timing.h"

namespace cim {

/// Timing of one array of the layer with these cells: its read stage is as long as the lines need
/// (read_stage_ns()).
MvmTiming layer_timing(const ChipSpec &chip, const DeviceSpec &device, const LayerPlacement &layer);

/// Products of a tile of the layer that are under way in its arrays or whose results wait behind
/// them: two a copy, of a digital array also those that its stages hold behind each other.
std::int64_t product_slots(const ChipSpec &chip, const LayerPlacement &layer,
                           const MvmTiming &timing);

} // namespace cim
