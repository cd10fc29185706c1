// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/key_need.h"

#include "apps/commands/keys/config_values.h"
#include "apps/config/tile_kinds.h"
#include "models/chip/converter/converters.h"

#include <algorithm>

namespace apps {

namespace {

/// Keys that act only where another one has one of these values.
struct KeyNeed {
    Keys keys;
    const char *other;
    Keys values;
};

Keys costs_with_a_static_share() {
    Keys names;
    for (const cim::ConverterCost &cost : cim::converter_costs)
        if (!cost.only_leaks)
            names.emplace_back(cost.name);
    return names;
}

const KeyNeed needs[] = {
    {{"data.channels", "data.height", "data.width", "data.classes"}, "data.set", {"raw"}},
    {{"network.blocks"}, "network.model", {"resnet", "vgg", "lenet", "mobilenet"}},
    {{"network.block_kernels"}, "network.model", {"resnet", "vgg", "mobilenet"}},
    {{"network.hidden"}, "network.model", {"vgg", "lenet"}},
    {{"train.augment_shift", "train.cutout"}, "train.augment", {"yes"}},
    {{"chip.tile.adc.percentile"}, "chip.tile.adc.range", {"calibrated"}},
    {{"chip.tile.adc.clip_sigmas"}, "chip.tile.adc.range", {"sigma"}},
    {{"chip.tile.adc.full_scale_levels", "chip.tile.adc.full_scale_ua"},
     "chip.tile.adc.range",
     {"given"}},
    {{"chip.tile.adc.signed_codes"}, "chip.tile.array.encoding", {"differential-current"}},
    {{"chip.tile.adc.conversion_pj", "chip.tile.adc.area_um2"}, "chip.tile.adc.cost", {"given"}},
    {{"chip.tile.adc.static_share"}, "chip.tile.adc.cost", costs_with_a_static_share()},
    {{"chip.tile.adc",
      "chip.tile.array.encoding",
      "chip.tile.array.cell_bits",
      "chip.tile.pe.driver_sigma",
      "chip.tile.pe.dac_inl_lsb",
      "chip.tile.pe.drive_cycles",
      "chip.tile.pe.drive_ns",
      "chip.tile.pe.read_cycles",
      "chip.tile.pe.read_supply",
      "chip.tile.pe.read_supply_v",
      "chip.tile.pe.input_coding",
      "chip.tile.pe.sensing",
      "chip.tile.pe.sample_hold",
      "chip.tile.pe.hold_cycles",
      "chip.tile.pe.hold_ns",
      "chip.tile.pe.shift_add_cycles",
      "chip.tile.pe.shift_add_ns",
      "chip.tile.pe.register_cycles",
      "chip.tile.pe.register_ns",
      "chip.tile.pe.add_stage"},
     "chip.tile.compute",
     {"crossbar"}},
    {{"accuracy.calibration_images"}, "chip.tile.adc.range", {"calibrated", "sigma", "fitted"}},
    {{"accuracy.calibration_images", "accuracy.recalibration_images",
      "accuracy.recalibration_windows", "accuracy.read_noise", "array.wires",
      "device.programming_scale", "device.on_off", "device.read_v", "device.access_share",
      "device.verify", "device.write_pulses"},
     "chip.tile.compute",
     {"crossbar"}},
    {{"chip.peak.conductance"}, "device.kind", {"resistive"}},
    {{"chip.peak.conductance"}, "chip.tile.compute", {"crossbar"}},
    {{"device.area_f2", "device.aspect"}, "chip.tile.compute", {"crossbar", "sram-macro"}},
    {{"chip.cost.array", "chip.cost.readout"}, "chip.tile.compute", {"crossbar"}},
    {{"chip.cost.driver", "chip.tile.array.active_rows"},
     "chip.tile.compute",
     {"crossbar", "sram-macro"}},
    {{"chip.tile.digital.registers", "chip.tile.digital.gates", "chip.tile.digital.adders"},
     "chip.tile.compute",
     {"sram-macro"}},
    {{"chip.tile.digital.mac_pj", "chip.tile.digital.mac_um2"},
     "chip.tile.compute",
     {"matrix-unit"}},
    {{"chip.tile.pe.sensing"}, "chip.cost.array.energy", {"cells"}},
    {{"device.cell_ff"}, "chip.tile.pe.sensing", {"charge"}},
    {{"chip.tile.pe.read_supply_v"}, "chip.tile.pe.read_supply", {"given"}},
    {{"chip.tile.pe.input_coding", "chip.cost.driver.dac_ff"},
     "chip.tile.pe.dac_bits",
     {"2", "3", "4", "5", "6", "7", "8"}},
    {{"chip.cost.driver.dac_ff"}, "chip.tile.pe.input_coding", {"levels"}},
    {{"chip.noc.buffer_packets", "chip.cost.router.depth_flits"}, "chip.noc.buffer_flits", {"0"}},
    {{"traffic.hotspot", "traffic.share"}, "traffic.pattern", {"hotspot"}},
    {{"chip.dram.pj_per_bit"}, "chip.dram.kind", {"given"}},
    {{"chip.cost.array.read_pj"}, "chip.cost.array.energy", {"given"}},
    {{"chip.tile.pe.hold_cycles", "chip.tile.pe.hold_ns", "chip.cost.readout.hold_pj",
      "chip.cost.readout.hold_area_um2"},
     "chip.tile.pe.sample_hold",
     {"yes"}},
    {{"chip.tile.adc.rate_gsps"}, "chip.tile.adc.conversion_time", {"rate", "bit-rate"}},
    {{"chip.tile.adc.conversion_cycles", "chip.tile.adc.conversion_ns"},
     "chip.tile.adc.conversion_time",
     {"given"}},
    {{"chip.gating.idle_cycles", "chip.gating.wake_cycles", "chip.gating.wake_pj"},
     "chip.gating.arrays",
     {"yes"}},
    {{"chip.tile.adc.sense_ns"}, "chip.tile.pe.sample_hold", {"no"}},
    {{"chip.cost.driver.effort", "chip.cost.driver.gates_pj", "chip.cost.driver.gates_um2"},
     "chip.cost.driver.figures",
     {"sized"}},
    {{"chip.cost.driver.row_pj", "chip.cost.driver.area_um2"},
     "chip.cost.driver.figures",
     {"given"}},
    {{"chip.cost.readout.mux_drop", "chip.cost.readout.pass_um2", "chip.cost.readout.decode_pj",
      "chip.cost.readout.decode_um2"},
     "chip.cost.readout.figures",
     {"sized"}},
    {{"chip.cost.readout.mux_pj", "chip.cost.readout.mux_area_um2",
      "chip.cost.readout.slice_add_pj", "chip.cost.readout.digit_add_pj",
      "chip.cost.readout.add_area_um2"},
     "chip.cost.readout.figures",
     {"given"}},
    {{"chip.cost.router.flit_pj"}, "chip.cost.router.energy", {"given"}},
    {{"chip.cost.buffer.read_pj", "chip.cost.buffer.write_pj", "chip.cost.buffer.area_um2"},
     "chip.cost.buffer.memory",
     {"given"}},
    {{"device.polynomial_us", "device.polynomial_gmax_us"},
     "device.programming_error",
     {"polynomial"}},
    {{"device.programming_sigma"},
     "device.programming_error",
     {"absolute", "step", "relative", "lognormal", "lognormal-median"}},
    {{"device.drift.t0_s", "device.drift.nu", "device.drift.nu_slope", "device.drift.nu_low",
      "device.drift.nu_high", "device.drift.spread", "device.drift.spread_slope",
      "device.drift.spread_low", "device.drift.spread_high"},
     "device.drift.law",
     {"power"}},
    {{"device.drift.log_us", "device.drift.log_sigma_us", "device.drift.log_sigma_slope_us"},
     "device.drift.law",
     {"logarithmic"}},
    {{"device.write_pulses"}, "device.verify.method", {"none"}},
    {{"device.verify.tolerance"}, "device.verify.method", {"redraw", "incremental"}},
    {{"device.verify.gain", "device.verify.pulse_sigma", "device.verify.most_pulses"},
     "device.verify.method",
     {"incremental"}},
    {{"device.level_sigmas"}, "device.programming_error", {"by-level"}},
    {{"device.table"}, "device.programming_error", {"table"}},
    {{"device.relaxation.t0_s", "device.relaxation.share_growth", "device.relaxation.up_growth",
      "device.relaxation.down_growth", "device.relaxation.core_growth", "device.relaxation.at_us",
      "device.relaxation.up", "device.relaxation.down", "device.relaxation.up_us",
      "device.relaxation.down_us", "device.relaxation.core_us"},
     "device.relaxation.law",
     {"jumps"}}};

/// Keys that act only where another one is not as it is by default.
struct KeyChange {
    Keys keys;
    const char *other, *idle;
};
const KeyChange changes[] = {
    {{"device.flicker.slope", "device.flicker.most", "device.flicker.read_s"},
     "device.flicker.strength",
     "0"},
    {{"device.telegraph.empty_s", "device.telegraph.full_s"}, "device.telegraph.amplitude", "0"},
    {{"device.field_cells"}, "device.field_sigma", "0"},
    {{"device.drift", "device.relaxation", "device.flicker"}, "device.time_s", "0"},
    {{"device.drift.activation_ev", "device.temperature", "chip.cost.leakage_doubling_k"},
     "chip.temperature_k",
     "300"}};

/// The key that another one acts with. Kinds of tiles have one each, and a key that is none of a
/// kind's acts on the chip's tiles and on all kinds that leave it open.
Keys others_of(const Config &config, const std::string &key, const std::string &other) {
    Keys all{key_beside(key, other)};
    if (!is_kind_key(key))
        for (const TileKindSpec &spec : config.tile_kinds) {
            if (!leaves_open(spec, key))
                continue;
            const std::string of_kind =
                key_beside("chip.tile_kinds." + spec.kind.name + ".count", other);
            if (of_kind != other)
                all.push_back(of_kind);
        }
    return all;
}

/// Whether none of these keys has, or may have, a value with which another key acts.
template <class Acts> bool none_acts(const Config &config, const Keys &others, Acts acts) {
    return std::none_of(others.begin(), others.end(), [&](const std::string &other) {
        return is_varied(config, other) || acts(value_of(config, other));
    });
}

} // namespace

std::optional<std::string> need_of_another_key(const Config &config, const std::string &key) {
    for (const KeyNeed &need : needs) {
        if (!is_among(need.keys, default_key(key)))
            continue;
        const Keys others = others_of(config, key, need.other);
        if (none_acts(config, others, [&](const std::string &value) {
                return std::find(need.values.begin(), need.values.end(), value) !=
                       need.values.end();
            }))
            return acts_with(others[0], need.values, value_of(config, others[0]));
    }
    for (const KeyChange &change : changes) {
        if (!is_among(change.keys, default_key(key)))
            continue;
        const Keys others = others_of(config, key, change.other);
        if (none_acts(config, others,
                      [&](const std::string &value) { return value != change.idle; }))
            return "it acts with another " + others[0] + " than " + change.idle;
    }
    return std::nullopt;
}

} // namespace apps
