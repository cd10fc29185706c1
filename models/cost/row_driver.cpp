// SPDX-License-Identifier: Apache-2.0
#include "models/cost/row_driver.h"

#include "models/cost/nand.h"
#include "models/cost/scaling.h"
#include "models/wires/line_technology.h"

namespace cim {

namespace {

/// What makes a time of a row's digit of several bits: a gate for each bit that compares it with a
/// counter, which all rows share, and a latch that ends the row's pulses (assumption). While the
/// counter goes up to the highest digit its lines rise as many times, each along all rows.
struct PulseMaker {
    PulseMaker(const ChipSpec &chip, const ArrayLines &lines) {
        const PeSpec &pe = chip.tile.pe;
        if (!pe.in_time() || pe.dac_bits == 1)
            return;
        const Nand nand(chip);
        const double volt2 = chip.vdd_v * chip.vdd_v;
        const double line_pj = lines.cell_ff * 1e-3 * volt2; // fF V^2 = 1e-3 pJ
        digit_pj = pe.periods() * (nand_xor.switched * nand.pj + line_pj) +
                   nand_flip_flop.switched * nand.pj;
        area_um2 = (pe.dac_bits * nand_xor.wide + nand_flip_flop.wide) * nand.um2;
    }
    double digit_pj = 0, area_um2 = 0;
};

} // namespace

RowDriver::RowDriver(const ChipSpec &chip, const ArrayLines &lines) {
    const Scaling scaling(chip);
    const DriverCost &driver = chip.cost.driver;
    const LogicCost &logic = chip.cost.logic;
    const double bits = chip.tile.pe.dac_bits;
    const double volt2 = chip.vdd_v * chip.vdd_v;

    // Stages before the line add up to line / (effort - 1): a geometric series.
    const double inverters_ff = lines.word_ff / (driver.effort - 1);
    const PulseMaker pulse(chip, lines);
    digit_pj = (bits * logic.latch_bit_pj + driver.gates_pj) * scaling.energy + pulse.digit_pj;
    drive_pj = inverters_ff * 1e-3 * volt2; // fF V^2 = 1e-3 pJ
    line_pj = lines.word_ff * 1e-3 * volt2;

    // A gate finger takes four times the feature size along its line.
    const LineTechnology made = line_technology(chip.node_nm);
    const double width_um = inverters_ff / made.gate_ff_um * made.layout_um_um;
    area_um2 = (bits * logic.latch_bit_um2 + driver.gates_um2) * scaling.area + pulse.area_um2 +
               width_um * 4 * chip.node_nm / 1000;
}

} // namespace cim
