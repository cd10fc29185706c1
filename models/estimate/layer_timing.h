// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"
#include "models/mapping/timing.h"

namespace cim {

/// Timing of one array of the layer with these cells: its read stage is as long as the lines need
/// (read_stage_ns()).
MvmTiming layer_timing(const ChipSpec &chip, const DeviceSpec &device, const LayerPlacement &layer);

} // namespace cim
