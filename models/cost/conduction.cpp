// SPDX-License-Identifier: Apache-2.0
#include "models/cost/conduction.h"

#include "models/chip/adc.h"
#include "models/wires/array_lines.h"

#include <cmath>

namespace cim {

Conduction::Conduction(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                       const AdcSpec &adc)
    : volt2(device.read_v * device.read_v) {
    if (chip.tile.pe.sample_hold) {
        ns = read_stage_ns(chip, device, array, adc);
        return;
    }
    ns = sense_ns(chip, adc);
    const ArrayLines lines(chip, device, array);
    settle_pj = volt2 * lines.bit_ff * 1e-3 * std::log(2) * (adc.bits + 1); // fF V^2 = 1e-3 pJ
}

} // namespace cim
