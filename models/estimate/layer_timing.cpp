// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/layer_timing.h"

#include "models/chip/adder_tree.h"
#include "models/mapping/dataflow.h"
#include "models/wires/array_lines.h"

namespace cim {

MvmTiming layer_timing(const ChipSpec &chip, const DeviceSpec &device,
                       const LayerPlacement &layer) {
    const double read_ns = read_stage_ns(layer.on(chip), layer.on(device), layer.array, layer.adc);
    return mvm_timing(chip, read_ns, layer);
}

std::int64_t product_slots(const ChipSpec &chip, const LayerPlacement &layer,
                           const MvmTiming &timing) {
    if (!is_digital(layer.on(chip)))
        return result_slots(layer);
    const std::int64_t begun = (timing.latency + timing.interval - 1) / timing.interval;
    return layer.duplication * (begun + 1);
}

} // namespace cim
