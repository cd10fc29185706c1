// SPDX-License-Identifier: Apache-2.0
#include "models/cost/multiplexer.h"

#include "models/chip/adc.h"
#include "models/cost/conduction.h"
#include "models/cost/scaling.h"
#include "models/wires/line_technology.h"

#include <algorithm>
#include <cmath>

namespace cim {

Multiplexer::Multiplexer(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                         const AdcSpec &adc) {
    const int shared = codes_in_turn(array, adc.columns);
    if (shared < 2)
        return;
    const Scaling scaling(chip);
    const ReadoutCost &readout = chip.cost.readout;
    const LineTechnology made = line_technology(chip.node_nm);
    const double all = converters(array, shared);
    const int driven = array.driven_rows();

    // An n- and a p-channel transistor of equal resistance drop mux_drop of what the column does
    // when all its driven cells are on.
    const double pass_ohm = readout.mux_drop * device.on_ohm / driven;
    const double n_um = made.access_ohm_um / 2 / pass_ohm, p_um = p_to_n_width * n_um;
    const double gates_ff = (n_um + p_um) * made.gate_ff_um;
    const double node_ff = shared * (drain_ff(chip.node_nm, n_um) + drain_ff(chip.node_nm, p_um));
    const double select_bits = std::log2(shared);
    const double read_volt2 = device.read_v * read_supply_v(chip, device);
    select_pj = (gates_ff * chip.vdd_v * chip.vdd_v + node_ff * read_volt2) * 1e-3 + // 1e-3 pJ
                readout.decode_pj * select_bits / all * scaling.energy;

    const double finger_um = 2 * chip.node_nm / 1000; // along the columns
    area_um2 = array.columns * (readout.pass_um2 * scaling.area +
                                (n_um + p_um) * made.layout_um_um * finger_um) +
               readout.decode_um2 * shared * select_bits * scaling.area;
}

} // namespace cim
