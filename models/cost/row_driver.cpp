// SPDX-License-Identifier: Apache-2.0
#include "models/cost/row_driver.h"

#include "models/cost/scaling.h"
#include "models/wires/line_technology.h"

namespace cim {

RowDriver::RowDriver(const ChipSpec &chip, const ArrayLines &lines) {
    const Scaling scaling(chip);
    const DriverCost &driver = chip.cost.driver;
    const LogicCost &logic = chip.cost.logic;
    const double bits = chip.tile.pe.dac_bits;
    const double volt2 = chip.vdd_v * chip.vdd_v;

    // Stages before the line add up to line / (effort - 1): a geometric series.
    const double inverters_ff = lines.word_ff / (driver.effort - 1);
    digit_pj = (bits * logic.latch_bit_pj + driver.gates_pj) * scaling.energy;
    drive_pj = inverters_ff * 1e-3 * volt2; // fF V^2 = 1e-3 pJ
    line_pj = lines.word_ff * 1e-3 * volt2;

    // A gate finger takes four times the feature size along its line.
    const LineTechnology made = line_technology(chip.node_nm);
    const double width_um = inverters_ff / made.gate_ff_um * made.layout_um_um;
    area_um2 = (bits * logic.latch_bit_um2 + driver.gates_um2) * scaling.area +
               width_um * 4 * chip.node_nm / 1000;
}

} // namespace cim
