// SPDX-License-Identifier: Apache-2.0
#include "models/cost/conduction.h"

#include "models/chip/adc.h"
#include "models/wires/array_lines.h"

#include <cmath>

namespace cim {

Conduction::Conduction(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                       const AdcSpec &adc)
    : volt2(device.read_v * read_supply_v(chip, device)) {
    const PeSpec &pe = chip.tile.pe;
    const ArrayLines lines(chip, device, array);
    const double line_pj = volt2 * lines.bit_ff * 1e-3; // fF V^2 = 1e-3 pJ
    const double constants = std::log(2) * (adc.bits + 1);
    const double drains = (lines.bit_ff - lines.bit_wire_ff) / lines.bit_ff;
    if (pe.sensing == Sensing::Charge) {
        settle_pj = line_pj * drains;
        cell_pj = volt2 * device.cell_ff * 1e-3;
    } else if (pe.sensing == Sensing::Voltage) {
        settle_pj = pe.pulses() * line_pj * (drains + constants / 4);
    } else if (pe.sample_hold || pe.in_time()) {
        ns = read_stage_ns(chip, device, array, adc);
    } else {
        ns = sense_ns(chip, adc);
        settle_pj = line_pj * constants;
    }
}

double read_supply_v(const ChipSpec &chip, const DeviceSpec &device) {
    switch (chip.tile.pe.read_supply) {
    case ReadSupply::Chip:
        return chip.vdd_v;
    case ReadSupply::Given:
        return chip.tile.pe.read_supply_v;
    case ReadSupply::ReadVoltage:
        break;
    }
    return device.read_v;
}

} // namespace cim
