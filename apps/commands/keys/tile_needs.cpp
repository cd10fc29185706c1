// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/tile_needs.h"

#include "apps/commands/keys/config_values.h"
#include "apps/config/layer_entries.h"
#include "apps/config/tile_kinds.h"

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

} // namespace

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
