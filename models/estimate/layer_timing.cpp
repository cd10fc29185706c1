// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/layer_timing.h"

#include "models/wires/array_lines.h"

namespace cim {

MvmTiming layer_timing(const ChipSpec &chip, const DeviceSpec &device,
                       const LayerPlacement &layer) {
    const double read_ns = read_stage_ns(layer.on(chip), layer.on(device), layer.array, layer.adc);
    return mvm_timing(chip, read_ns, layer);
}

} // namespace cim
