// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/tile_needs.h"

#include "apps/commands/keys/config_values.h"
#include "apps/config/layer_entries.h"
#include "apps/config/tile_kinds.h"
#include "models/cost/row_driver.h"

namespace apps {

namespace {

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

/// What of chip.cost.logic a tile has.
struct LogicBits {
    bool adders = false, latches = false;
};

LogicBits logic_bits(const cim::CostSpec &cost, const cim::TileSpec &tile) {
    const bool drivers = cost.driver.figures == cim::PeripheryFigures::Sized;
    if (tile.compute == cim::Compute::MatrixUnit)
        return {false, true};
    if (tile.compute == cim::Compute::SramMacro) {
        const bool gates = tile.digital.gates == cim::GateFigures::Logic;
        return {gates, gates || drivers};
    }
    const bool readout = cost.readout.figures == cim::PeripheryFigures::Sized;
    return {readout, readout || drivers};
}

/// Whether designs differ in what tiles are made of.
bool parts_may_change(const Config &config) {
    for (const auto *section : {&config.genes, &config.grid, &config.list})
        for (const GeneSpec &axis : *section) {
            const std::string key = default_key(axis.key);
            for (const char *part : {"chip.cost.driver.figures", "chip.cost.readout.figures",
                                     "chip.tile.compute", "chip.tile.digital.gates"})
                if (is_kind_base(axis.key) || is_among({key}, part))
                    return true;
        }
    return false;
}

/// Whether designs differ in what cells are written with.
bool cells_may_change(const Config &config) {
    for (const auto *section : {&config.genes, &config.grid, &config.list})
        for (const GeneSpec &axis : *section)
            if (is_kind_base(axis.key) || is_among({default_key(axis.key)}, "device.write_v"))
                return true;
    return false;
}

} // namespace

std::optional<std::string> need_of_tile_parts(const Config &config, const std::string &key,
                                              const std::string &command) {
    if (default_key(key) == "chip.tile.core.processing_elements" && command != "parts") {
        const std::string units = key_beside(key, "chip.tile.core.units");
        bool has = is_varied(config, units);
        each_tile(config, [&](const cim::TileSpec &tile, const cim::DeviceSpec &) {
            has = has || !tile.core.units.empty();
        });
        if (!has)
            return "it is of cores that have units of their own, and " + units + " names none";
    }
    if (key == "chip.cost.driver.shifter_area_um2" && !cells_may_change(config)) {
        bool has = false;
        each_tile(config, [&](const cim::TileSpec &, const cim::DeviceSpec &device) {
            has = has || cim::has_level_shifters(device);
        });
        if (!has)
            return "no tile has level shifters: no device.write_v is above 1.5 V";
    }
    const bool adders =
        is_among({"chip.cost.logic.adder_bit_pj", "chip.cost.logic.adder_bit_um2"}, key);
    const bool latches =
        is_among({"chip.cost.logic.latch_bit_pj", "chip.cost.logic.latch_bit_um2"}, key);
    if ((!adders && !latches) || parts_may_change(config))
        return std::nullopt;
    LogicBits all;
    each_tile(config, [&](const cim::TileSpec &tile, const cim::DeviceSpec &) {
        const LogicBits own = logic_bits(config.chip.cost, tile);
        all = {all.adders || own.adders, all.latches || own.latches};
    });
    if (adders && !all.adders)
        return "no tile adds with such adders: chip.cost.readout.figures = sized does, of digital "
               "macros chip.tile.digital.gates = logic";
    if (latches && !all.latches)
        return "no tile has such registers: chip.cost.driver.figures or chip.cost.readout.figures "
               "= sized have, digital macros with chip.tile.digital.gates = logic, and matrix "
               "units";
    return std::nullopt;
}

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

} // namespace apps
