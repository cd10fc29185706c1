// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/design.h"
#include "apps/report/report.h"
#include "tests/apps/config_with.h"
#include "tests/attention_network.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/// A chip with a small network: what of the default one is set ("key=value ...", "base=" a file of
/// configs/).
struct Machine {
    std::string name, keys;
    bool attention = false; ///< a network of attention in place of the config's
    bool data = false;      ///< cells are programmed and classify images; else times and counts
};

/// Machines that together use every part; those with data last, which take longest.
inline std::vector<Machine> machines() {
    const std::string tile = "chip.tile.", adc = tile + "adc.", pe = tile + "pe.";
    const std::string macro = "base=tile/sram_macro22.cfg ";
    return {
        {"plain", ""},
        {"macro", macro + tile + "digital.gates=logic chip.interconnect=bus " + tile +
                      "array.active_rows=8"},
        {"unit", "base=tile/matrix_unit22.cfg", true},
        {"attention",
         pe + "dac_bits=2 " + pe + "input_coding=pulses " + adc + "kind=flash " + adc +
             "cost=neurosim",
         true},
        {"kinds", "chip.tile_kinds.small.array.rows=16 chip.tile_kinds.small.adc.columns=8 "
                  "chip.tile_kinds.macro.base=" CROSSWEAVE_CONFIGS "/tile/sram_macro22.cfg "
                  "mapping.kind=small,default,macro"},
        {"charge", pe + "sensing=charge " + pe + "read_supply=given " + pe + "dac_bits=2 " + adc +
                       "cost=isaac device.cell_ff=1"},
        {"voltage", pe + "sensing=voltage " + pe + "read_supply=chip " + adc +
                        "cost=puma chip.interconnect=htree"},
        {"package", "chip.package.columns=3 chip.tiles=1 chip.package.link.lanes=1 "
                    "chip.noc.buffer_flits=4 " +
                        adc + "cost=mnsim " + adc + "conversion_time=bit-rate"},
        {"dram", "chip.dram.kind=ddr4 chip.dram.row_bytes=64 chip.dram.gbytes_per_s=3 "
                 "data.height=16 data.width=16 network.channels=4,4 " +
                     adc + "cost=zigzag " + pe + "sample_hold=no"},
        {"bank", "chip.dram.row_bytes=64 chip.dram.banks=1 chip.dram.timing.trefi_ns=1000 "
                 "data.height=16 data.width=16 network.channels=4,4 chip.dram.timing.tras_ns=42"},
        {"torus", "chip.interconnect=torus chip.noc.virtual_channels=2 chip.gating.arrays=yes "
                  "chip.gating.idle_cycles=0 chip.temperature_k=350 " +
                      adc + "kind=ramp " + adc + "cost=counter"},
        {"given", "chip.cost.array.energy=given chip.cost.driver.figures=given "
                  "chip.cost.readout.figures=given chip.cost.buffer.memory=given "
                  "chip.cost.router.energy=given chip.dram.kind=given chip.noc.reduction=yes "
                  "chip.noc.multicast=yes chip.cost.scaling=stillmaker chip.node_nm=32 " +
                      adc + "cost=given " + adc + "conversion_time=given " + adc +
                      "conversion_cycles=9 " + tile + "array.encoding=differential-current " +
                      tile + "processing_elements=1 " + tile + "array.rows=16"},
        {"oscillator", adc + "kind=oscillator " + adc + "cost=counter " + pe + "sample_hold=no " +
                           pe + "dac_bits=2 " + pe +
                           "input_coding=widths chip.cost.buffer.memory=edram"},
        {"sense", adc + "kind=sense-amplifier " + adc + "bits=1 " + adc + "cost=in-column " + tile +
                      "array.encoding=offset-flipped " + pe + "sample_hold=no " + adc +
                      "conversion_time=rate mapping.duplication=2"},
        {"segments",
         "mapping.segments=yes chip.tiles=1 " + adc + "kind=flash " + adc + "cost=neurosim-1.3"},
        {"cells", "", false, true},
        {"drift",
         "device.drift.law=power device.time_s=1000 device.flicker.strength=0.05 "
         "device.telegraph.amplitude=0.05 device.field_sigma=0.05 chip.temperature_k=350 "
         "device.drift.activation_ev=0.2 device.temperature.conductance_per_k=0.001 "
         "device.verify.method=incremental device.verify.most_pulses=2 "
         "accuracy.recalibration_images=4 accuracy.recalibration_windows=8 " +
             adc + "range=calibrated",
         false, true},
        {"relaxation",
         "base=device/rram_levy_b.cfg device.nonlinearity_v=0.3 accuracy.chips=6 "
         "accuracy.budget_chips=1 " +
             adc + "range=sigma " + pe + "dac_bits=2 " + tile + "array.encoding=offset",
         false, true},
        {"wires",
         "array.wires=yes device.drift.law=logarithmic device.time_s=1000 "
         "device.programming_error=polynomial device.polynomial_us=1,1 " +
             adc + "range=given " + adc + "full_scale_levels=20 " + adc + "error.noise_lsb=0.5 " +
             tile + "array.encoding=differential-current",
         false, true},
        {"latches", macro, false, true},
    };
}

inline apps::Config config_of(const Machine &machine) {
    std::vector<std::string> keys{"data.set=raw",        "data.channels=2",
                                  "data.height=8",       "data.width=8",
                                  "data.classes=4",      "network.channels=4,8",
                                  "network.kernels=3,3", "network.pool_after=1",
                                  "network.residual=",   "chip.tile.array.rows=32",
                                  "accuracy.chips=2",    "chip.tile.array.columns=32",
                                  "accuracy.images=6",   "accuracy.calibration_images=4",
                                  "run.images=2",        "accuracy.recalibration_images=0"};
    keys.emplace_back(machine.data ? "run.data=yes" : "run.data=no");
    std::string base;
    for (const std::string &word : words(machine.keys))
        if (word.rfind("base=", 0) == 0)
            base = CROSSWEAVE_CONFIGS "/" + word.substr(5);
        else
            keys.push_back(word);
    return apps::read_config(base, keys);
}

/// Images of noise.
inline nn::Images noise(int count, std::uint32_t seed, const nn::DataSpec &data) {
    const nn::Shape shape{data.channels, data.height, data.width};
    nn::Images images{shape, data.classes, {}, {}};
    for (int i = 0; i < count; ++i) {
        for (int p = 0; p < shape.size(); ++p) {
            seed = seed * 1664525 + 1013904223; // Numerical Recipes
            images.pixels.push_back(static_cast<std::uint8_t>(seed >> 24));
        }
        images.labels.push_back(static_cast<std::uint8_t>(i % data.classes));
    }
    return images;
}

/// All that `run` reports, as text, and the logits. Throws for a design that cannot be built.
inline std::string report_of(const Machine &machine, const apps::Config &config) {
    apps::Fidelity fidelity{config.accuracy.chips, config.accuracy.images, 1, false, false};
    fidelity.budget = true;
    apps::MeasuredDesign design;
    if (machine.data) {
        nn::Supernet network(config.network,
                             {config.data.channels, config.data.height, config.data.width},
                             config.data.classes, config.train.seed);
        nn::Dataset images{noise(8, 1, config.data), noise(8, 2, config.data)};
        const apps::Session bench{std::move(images), std::move(network)};
        design = common::value_of(
            apps::measure_design(bench, config, fidelity, [](int, int) { return true; }));
    } else {
        nn::QuantizedNetwork network = machine.attention ? nn::attention_network({4, 12, 3}, 1)
                                                         : apps::network_to_time(config);
        design = common::value_of(apps::time_design(std::move(network), config, fidelity));
    }
    nlohmann::ordered_json report = apps::run_report(config, design);
    report["logits"] = design.chip.logits;
    return report.dump();
}
