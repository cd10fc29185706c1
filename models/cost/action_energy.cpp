// SPDX-License-Identifier: Apache-2.0
#include "models/cost/action_energy.h"

#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/cost/adc_cost.h"
#include "models/cost/conduction.h"
#include "models/cost/cost.h"
#include "models/cost/memory_cost.h"
#include "models/cost/multiplexer.h"
#include "models/cost/router_cost.h"
#include "models/cost/row_driver.h"
#include "models/cost/scaling.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// How often rows are driven for one read: once, or for each code that a converter makes of it.
double drives_a_read(const ChipSpec &chip, const ArraySpec &array, const AdcSpec &adc) {
    return chip.tile.pe.sample_hold ? 1 : codes_in_turn(array, adc.columns);
}

} // namespace

double tile_side_mm(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                    const AdcSpec &adc) {
    return std::sqrt(total(tile_area_um2(chip, device, array, adc))) / 1000;
}

ActionEnergy::ActionEnergy(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                           const AdcSpec &adc) {
    const Scaling scaling(chip);
    const CostSpec &cost = chip.cost;
    const double volt2 = chip.vdd_v * chip.vdd_v;
    const ArrayLines lines(chip, device, array);
    const double pulses = chip.tile.pe.pulses();
    const bool analogue = !is_digital(chip);

    if (analogue && cost.array.energy == ArrayEnergy::Cells) {
        const Conduction conduction(chip, device, array, adc);
        const double level_s = device.step_s(array.cell_bits);
        cell_level = conduction.volt2 * level_s * conduction.ns * 1e3; // V^2 S ns = 1e3 pJ
        if (device.nonlinearity_v > 0) {                               // G V0 sinh(V / V0), not G V
            const double ratio = device.read_v / device.nonlinearity_v;
            cell_level *= std::sinh(ratio) / ratio;
        }
        cell_level += conduction.cell_pj * level_s / device.gmax_s();
        settle = conduction.settle_pj;
        bit_line = pulses * conduction.volt2 * lines.bit_wire_ff * 1e-3; // fF V^2 = 1e-3 pJ
    } else if (analogue) {
        array_read = cost.array.read_pj * scaling.energy;
    }
    if (chip.tile.compute == Compute::MatrixUnit) {
        // Inputs go from register to register; there are no word lines.
    } else if (cost.driver.figures == PeripheryFigures::Sized) {
        const RowDriver driver(chip, lines);
        const double times = analogue ? drives_a_read(chip, array, adc) : 1;
        driver_digit = times * driver.digit_pj;
        driver_row = times * driver.drive_pj;
        word_line = times * driver.line_pj;
    } else {
        driver_row = cost.driver.row_pj * scaling.energy;
    }
    if (analogue && chip.tile.pe.dac_bits > 1 &&
        !chip.tile.pe.in_time()) // fF V^2 = 1e-3 pJ; at 28 nm
        dac_row = drives_a_read(chip, array, adc) * cost.driver.dac_ff * 1e-3 *
                  chip.tile.pe.dac_bits * volt2 * chip.node_nm / 28;
    if (analogue && chip.tile.pe.sample_hold)
        hold = pulses * cost.readout.hold_pj * scaling.energy;
    if (analogue) {
        mux = cost.readout.figures == PeripheryFigures::Sized
                  ? Multiplexer(chip, device, array, adc).select_pj
                  : cost.readout.mux_pj * scaling.energy;
        conversion = (1 - static_share(adc)) * adc_energy_pj(chip, adc);
    }
    sum_add = cost.vector.add_pj * scaling.energy;
    register_bit = cost.registers.bit_pj * scaling.energy;

    const MemoryCost buffer = buffer_cost(chip);
    buffer_read = buffer.read_pj;
    buffer_write = buffer.write_pj;
    const double side_mm = tile_side_mm(chip, device, array, adc);
    // fF/um x mm x V^2 = pJ
    bus =
        chip.tile.buffer.width_bits * cost.wire.bus_toggle * cost.wire.bus_ff_um * side_mm * volt2;
    element =
        (cost.vector.multiply_pj + cost.vector.add_pj + cost.vector.compare_pj) * scaling.energy;
    router_flit = router_figures(chip).flit_pj;
    link_flit = chip.noc.flit_bits * cost.wire.link_pj_mm * side_mm * scaling.wire_energy;
}

} // namespace cim
