// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/layer_timing.h"

#include "models/wires/array_lines.h"

namespace cim {

MvmTiming layer_timing(const ChipSpec &chip, const DeviceSpec &device,
                       const LayerPlacement &layer) {
    return mvm_timing(chip, read_stage_ns(chip, device, layer.array, layer.adc), layer);
}

} // namespace cim
