// SPDX-License-Identifier: Apache-2.0
#include "models/wires/array_lines.h"

#include "models/wires/line_technology.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

constexpr double ohm_ff_to_ns = 1e-6;

} // namespace

ArrayLines::ArrayLines(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array) {
    const LineTechnology made = line_technology(chip.node_nm);
    const double feature_um = chip.node_nm / 1000;
    const double width_um = std::sqrt(device.area_f2 * device.aspect) * feature_um;
    const double height_um = std::sqrt(device.area_f2 / device.aspect) * feature_um;
    double access_um = 0; // width of a cell's access transistor; 0: it has none
    if (device.kind == CellKind::Sram)
        access_um = feature_um; // the least there is
    else if (device.access_share > 0)
        access_um = made.access_ohm_um / (device.access_share * device.on_ohm);

    word_ff = array.columns * (width_um * made.wire_ff_um + access_um * made.gate_ff_um);
    word_ohm = array.columns * width_um * made.wire_ohm_um;
    cell_ff = height_um * made.wire_ff_um;
    bit_wire_ff = array.rows * cell_ff;
    bit_ff = bit_wire_ff + array.rows * drain_ff(chip.node_nm, access_um);
    bit_ohm = array.rows * height_um * made.wire_ohm_um;

    // Logical effort: each stage drives `effort` times its own input.
    const double effort = chip.cost.driver.effort;
    const double n_um = word_ff / effort / made.gate_ff_um / (1 + p_to_n_width);
    driver_ohm = made.driver_ohm_um / n_um;
    const double least_ff = 2 * feature_um * (1 + p_to_n_width) * made.gate_ff_um;
    driver_stages = std::max(1.0, std::log(word_ff / least_ff) / std::log(effort));
}

double settle_ns(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                 const AdcSpec &adc) {
    const ArrayLines lines(chip, device, array);
    const double word = 0.69 * lines.driver_stages * lines.driver_ohm * lines.word_ff +
                        0.38 * lines.word_ohm * lines.word_ff;
    const int driven = array.driven_rows();
    const double cells_s = std::max(1.0, driven / 2.0) * (device.gmax_s() + device.gmin_s()) / 2;
    const double bit = (1 / cells_s + lines.bit_ohm / 2) * lines.bit_ff;
    return (word + std::log(2) * (adc.bits + 1) * bit) * ohm_ff_to_ns;
}

double read_stage_ns(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                     const AdcSpec &adc) {
    const double settled = settle_ns(chip, device, array, adc);
    const PeSpec &pe = chip.tile.pe;
    if (!pe.sample_hold && !pe.in_time())
        return settled;
    const int pulses = pe.pulses();
    return pulses * std::max(pe.periods() / pulses * device.read_ns, settled);
}

} // namespace cim
