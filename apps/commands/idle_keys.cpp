// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/idle_keys.h"

#include "apps/commands/search_needs.h"
#include "apps/config/choices.h"
#include "apps/config/layer_entries.h"
#include "apps/config/parameter.h"
#include "apps/config/tile_kinds.h"
#include "apps/util/text.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace apps {

namespace {

using Keys = std::vector<std::string>;

/// Keys, or sections of keys, that act on a command; but for some of them.
struct KeyUse {
    const char *command;
    Keys acting, idle;
};

const std::vector<KeyUse> &key_uses() {
    static const Keys design{"data", "network", "train", "chip", "device", "array", "mapping"};
    static const Keys timed{"data",   "network", "train",      "chip",
                            "device", "mapping", "run.images", "run.stall_limit"};
    static const Keys network{"chip.tiles",
                              "chip.interconnect",
                              "chip.noc.columns",
                              "chip.noc.rows",
                              "chip.noc.concentration",
                              "chip.noc.router_cycles",
                              "chip.noc.router_ns",
                              "chip.noc.link_cycles",
                              "chip.noc.link_ns",
                              "chip.noc.interface_cycles",
                              "chip.noc.interface_ns",
                              "chip.noc.buffer_packets",
                              "chip.noc.buffer_flits",
                              "chip.noc.virtual_channels",
                              "chip.package.columns",
                              "chip.package.rows",
                              "chip.package.link.lanes",
                              "chip.package.link.gbit_per_s",
                              "chip.package.link.latency_cycles",
                              "chip.package.link.latency_ns"};
    const auto with = [](Keys keys, const Keys &more) {
        keys.insert(keys.end(), more.begin(), more.end());
        return keys;
    };
    static const std::vector<KeyUse> uses{
        {"run", with(design, {"accuracy", "run"}), {"chip.peak", "train.start"}},
        {"train",
         with(design, {"accuracy", "run", "search.split", "search.split_seed", "genes"}),
         {"chip.peak"}},
        {"search",
         with(design, {"accuracy", "run", "search", "genes"}),
         {"run.timeline", "run.vcd", "chip.peak", "train.start"}},
        {"sweep",
         with(design, {"accuracy", "run", "sweep", "grid", "list"}),
         {"chip.peak", "train.start"}},
        {"solve", {"array", "device.nonlinearity_v"}, {}},
        {"host",
         with(design, {"accuracy.seed", "accuracy.calibration_images",
                       "accuracy.recalibration_images", "accuracy.recalibration_windows",
                       "accuracy.read_noise", "run.images", "run.out", "run.threads"}),
         {"chip.peak", "train.start"}},
        {"parts", {"chip", "device"}, {"chip.gating", "chip.package"}},
        {"trace record", timed, {"chip.peak", "chip.gating"}},
        {"trace record --memory", timed, {"chip.peak", "chip.gating"}},
        {"trace replay", network, {}},
        {"trace synthesize",
         {"traffic", "chip.tiles", "chip.interconnect", "chip.noc.columns", "chip.noc.rows",
          "chip.package.columns", "chip.package.rows"},
         {"traffic.loads", "traffic.warm_up"}},
        {"trace sweep", with(network, {"traffic"}), {"traffic.load"}},
        {"trace replay --packets",
         {"chip.dram"},
         {"chip.dram.pj_per_bit", "chip.dram.activate_pj", "chip.dram.refresh_pj"}}};
    return uses;
}

/// Keys that act only where another one has one of these values.
struct KeyNeed {
    Keys keys;
    const char *other;
    Keys values;
};
const KeyNeed needs[] = {
    {{"data.channels", "data.height", "data.width", "data.classes"}, "data.set", {"raw"}},
    {{"train.augment_shift", "train.cutout"}, "train.augment", {"yes"}},
    {{"chip.tile.adc.percentile"}, "chip.tile.adc.range", {"calibrated"}},
    {{"chip.tile.adc.clip_sigmas"}, "chip.tile.adc.range", {"sigma"}},
    {{"chip.tile.adc.full_scale_levels", "chip.tile.adc.full_scale_ua"},
     "chip.tile.adc.range",
     {"given"}},
    {{"chip.tile.adc.signed_codes"}, "chip.tile.array.encoding", {"differential-current"}},
    {{"chip.tile.adc.conversion_pj", "chip.tile.adc.area_um2"}, "chip.tile.adc.cost", {"given"}},
    {{"chip.tile.adc", "chip.tile.array.encoding", "chip.tile.array.cell_bits",
      "chip.tile.pe.driver_sigma", "chip.tile.pe.dac_inl_lsb", "chip.tile.pe.drive_cycles",
      "chip.tile.pe.drive_ns", "chip.tile.pe.read_cycles", "chip.tile.pe.read_supply",
      "chip.tile.pe.sample_hold", "chip.tile.pe.hold_cycles", "chip.tile.pe.hold_ns",
      "chip.tile.pe.shift_add_cycles", "chip.tile.pe.shift_add_ns", "chip.tile.pe.register_cycles",
      "chip.tile.pe.register_ns", "chip.tile.pe.add_stage"},
     "chip.tile.compute",
     {"crossbar"}},
    {{"chip.tile.digital.registers", "chip.tile.digital.gates"},
     "chip.tile.compute",
     {"sram-macro"}},
    {{"chip.tile.digital.mac_pj", "chip.tile.digital.mac_um2"},
     "chip.tile.compute",
     {"matrix-unit"}},
    {{"chip.tile.pe.sensing"}, "chip.cost.array.energy", {"cells"}},
    {{"chip.tile.pe.read_supply_v"}, "chip.tile.pe.read_supply", {"given"}},
    {{"chip.tile.pe.input_coding", "chip.cost.driver.dac_ff"},
     "chip.tile.pe.dac_bits",
     {"2", "3", "4", "5", "6", "7", "8"}},
    {{"chip.cost.driver.dac_ff"}, "chip.tile.pe.input_coding", {"levels"}},
    {{"chip.noc.buffer_packets"}, "chip.noc.buffer_flits", {"0"}},
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
      "chip.cost.readout.decode_um2", "chip.cost.logic.adder_bit_pj",
      "chip.cost.logic.adder_bit_um2"},
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
    {{"device.temperature", "chip.cost.leakage_doubling_k"}, "chip.temperature_k", "300"}};

bool is_among(const Keys &keys, const std::string &key) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string &top) { return key == top || is_below(key, top); });
}

/// The keys that act, and which of them do not, as a sentence.
std::string acting_keys(const KeyUse &use) {
    Keys shown;
    for (const std::string &key : use.acting)
        shown.push_back(key.find('.') == std::string::npos ? key + ".*" : key);
    return joined(shown, ", ") + (use.idle.empty() ? "" : "; but not " + joined(use.idle, ", "));
}

/// Whether designs differ in the value of a key.
bool is_varied(const Config &config, const std::string &key) {
    for (const auto *section : {&config.genes, &config.grid, &config.list})
        for (const GeneSpec &axis : *section)
            if (is_among({axis.key}, key)) // or its section
                return true;
    return false;
}

std::string value_of(Config config, const std::string &key) {
    for (const Parameter &parameter : parameters(config))
        if (parameter.key == key)
            return parameter.text();
    throw std::logic_error(key + ": no parameter");
}

/// Whether other designs have layers on other kinds of tiles, or kinds that compute otherwise.
bool layers_may_move(const Config &config) {
    for (const auto *section : {&config.genes, &config.grid, &config.list})
        for (const GeneSpec &axis : *section) {
            const std::string key = default_key(axis.key);
            if (is_among({"mapping.kind"}, key) || is_kind_base(axis.key) ||
                is_among({axis.key}, "mapping.kind") || is_among({key}, "chip.tile.compute"))
                return true;
        }
    return false;
}

/// What a list for layers' cells or converters, or an entry of it, would need: layers that have
/// them.
std::optional<std::string> need_of_converters(const Config &config, const std::string &key) {
    for (const std::string list :
         {"mapping.cell_bits", "mapping.adc_bits", "mapping.adc_columns"}) {
        if (!is_among({list}, key) || layers_may_move(config))
            continue;
        const char *const lack = " are digital (mapping.kind, chip.tile.compute), without "
                                 "converters or cells of several bits";
        if (all_on_digital_tiles(config))
            return std::string("the tiles of all layers") + lack;
        const std::string layer = key == list ? "" : key.substr(list.size() + 1);
        if (!layer.empty() && is_on_digital_tiles(config, std::stoul(layer) - 1))
            return "the tiles of layer " + layer + lack;
    }
    return std::nullopt;
}

/// What a key would need to act; nothing if it does act, or what it needs may vary.
std::optional<std::string> missing_need(const Config &config, const std::string &key) {
    for (const KeyNeed &need : needs)
        if (is_among(need.keys, default_key(key)))
            if (const std::string other = key_beside(key, need.other); !is_varied(config, other))
                if (const std::string value = value_of(config, other);
                    std::find(need.values.begin(), need.values.end(), value) == need.values.end())
                    return other + " = " + joined(need.values, " or ") +
                           " is what it acts with, not " + value;
    for (const KeyChange &change : changes)
        if (is_among(change.keys, default_key(key)))
            if (const std::string other = key_beside(key, change.other);
                !is_varied(config, other) && value_of(config, other) == change.idle)
                return "it acts with another " + other + " than " + change.idle;
    const Keys of_rows{"chip.dram.channels",    "chip.dram.banks",     "chip.dram.bank_groups",
                       "chip.dram.mapping",     "chip.dram.queue",     "chip.dram.timing",
                       "chip.dram.activate_pj", "chip.dram.refresh_pj"};
    if (is_among(of_rows, key) && config.chip.dram.row_bytes == 0 &&
        !is_varied(config, "chip.dram.row_bytes"))
        return "it is of a memory with rows (chip.dram.row_bytes), not of a latency and a "
               "bandwidth";
    if (const auto digital = need_of_converters(config, key))
        return digital;
    if (key == "train.start" && !begins_anew(config))
        return "network.file and network.onnx have weights of their own";
    if (key == "train.sandwich" && !shares_weights(config))
        return "it is of a weight-sharing training: [genes] with choices of network.*";
    if (is_among({"chip.package.link", "mapping.partition", "mapping.chip"}, key) &&
        config.chip.package.chips() == 1 && !is_varied(config, "chip.package.columns") &&
        !is_varied(config, "chip.package.rows"))
        return "it is of several chips (chip.package.columns, chip.package.rows)";
    if (key == "mapping.partition" && !config.mapping.chip.empty())
        return "mapping.chip says the chip of each layer";
    if (is_among({"search.split", "search.split_seed"}, key) && config.genes.empty())
        return "it is of a search, and of a training with [genes], whose images it holds back";
    if (key == "search.split_seed" && config.search.split == 0)
        return "search.split = 0 holds no images back";
    if (const auto need = missing_search_need(config, key))
        return need;
    if (is_varied(config, "network.onnx"))
        return std::nullopt;
    const bool imported = !config.network.onnx.empty();
    const Keys normalisation{"network.divisor", "network.mean", "network.deviation"};
    const Keys of_both{"network.onnx",
                       "network.file",
                       "network.weight_bits",
                       "network.weight_scale",
                       "network.activation_bits",
                       "network.layer_weight_bits",
                       "network.layer_activation_bits"};
    if (imported && is_among({"network"}, key) && !is_among(normalisation, key) &&
        !is_among(of_both, key))
        return "an imported network (network.onnx) is taken as it is";
    if (!imported && is_among(normalisation, key))
        return "it is of an imported network (network.onnx)";
    if (is_among({"run.signals"}, key) && config.run.timeline.empty() && config.run.vcd.empty())
        return "it names units of run.timeline or run.vcd, which are not asked for";
    return std::nullopt;
}

/// Likewise on a command: wires are in all arrays of `solve`, in a chip's where they are asked for.
std::optional<std::string> missing_need(const Config &config, const std::string &key,
                                        const std::string &command) {
    if (command != "solve" && is_among({"array"}, key) && key != "array.wires" &&
        !is_varied(config, "array.wires") && value_of(config, "array.wires") == "no")
        return "array.wires = yes is what it acts with, not no";
    return missing_need(config, key);
}

/// Throws for an axis of a sweep or a gene of a search whose values make no difference.
void refuse_idle_axes(const KeyUse &use, const Config &config, const std::vector<GeneSpec> &axes,
                      const std::string &section) {
    for (const GeneSpec &axis : axes) {
        const std::string place = section + ": " + axis.key + ": has no effect";
        if (!is_among(use.acting, axis.key) || is_among(use.idle, axis.key))
            throw ConfigError(place + " on " + use.command);
        if (const auto need = missing_need(config, axis.key, use.command))
            throw ConfigError(place + "; " + *need);
    }
}

} // namespace

void refuse_idle_keys(const std::string &command, const Config &config,
                      const std::vector<std::string> &overrides) {
    const std::vector<KeyUse> &uses = key_uses();
    const auto use = std::find_if(uses.begin(), uses.end(),
                                  [&](const KeyUse &one) { return one.command == command; });
    if (use == uses.end())
        throw std::logic_error(command + ": takes no keys");
    for (const std::string &text : overrides) {
        const std::size_t equals = text.find('=');
        const std::string key = trimmed(text.substr(0, equals));
        const std::string place = "command line: " + key + ": has no effect";
        const cim::NocSpec &noc = config.chip.noc;
        const bool timed_in_ns = noc.router_ns > 0 || noc.link_ns > 0 || noc.interface_ns > 0 ||
                                 config.chip.package.chips() > 1; // and links in Gb/s
        const bool paces_links = config.chip.package.chips() > 1; // flits on lanes of Gb/s
        if (((key == "chip.clock_ghz" && timed_in_ns) ||
             (key == "chip.noc.flit_bits" && paces_links)) &&
            is_among(use->acting, "chip.noc.router_ns"))
            continue;
        if (!is_among(use->acting, key) || is_among(use->idle, key))
            throw ConfigError(place + " on " + command + "; what acts: " + acting_keys(*use));
        const bool taken_back = trimmed(text.substr(equals + 1)).empty();
        if (const auto need = missing_need(config, key, command); need && !taken_back)
            throw ConfigError(place + "; " + *need);
    }
    if (command == "sweep") {
        refuse_idle_axes(*use, config, config.grid, "[grid]");
        refuse_idle_axes(*use, config, config.list, "[list]");
    }
    if (command == "search")
        refuse_idle_axes(*use, config, config.genes, "[genes]");
}

} // namespace apps
