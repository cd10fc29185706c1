// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/chip_needs.h"

#include "apps/commands/keys/config_values.h"
#include "models/mapping/segments.h"

namespace apps {

std::optional<std::string> need_of_room(const Config &config, const std::string &key) {
    const bool chips = is_among({"chip.package.columns", "chip.package.rows"}, key) &&
                       config.mapping.chip.empty() && !is_varied(config, "mapping.chip");
    const bool segments = key == "mapping.segments";
    if ((!chips && !segments) || cim::has_counted_tiles(config.chip) ||
        is_any_varied(config, {"chip.tiles", "chip.tile_kinds"}))
        return std::nullopt;
    return std::string("the first chip has as many tiles as all layers need (chip.tiles = 0)") +
           (chips ? ", and mapping.chip names no other one" : "");
}

std::optional<std::string> need_of_chip(const Config &config, const std::string &key) {
    const Keys of_rows{"chip.dram.channels",    "chip.dram.banks",     "chip.dram.bank_groups",
                       "chip.dram.mapping",     "chip.dram.queue",     "chip.dram.timing",
                       "chip.dram.activate_pj", "chip.dram.refresh_pj"};
    if (is_among(of_rows, key) && config.chip.dram.row_bytes == 0 &&
        !is_varied(config, "chip.dram.row_bytes"))
        return "it is of a memory with rows (chip.dram.row_bytes), not of a latency and a "
               "bandwidth";
    if (is_among({"chip.package.link", "mapping.partition", "mapping.chip"}, key) &&
        config.chip.package.chips() == 1 && !is_varied(config, "chip.package.columns") &&
        !is_varied(config, "chip.package.rows"))
        return "it is of several chips (chip.package.columns, chip.package.rows)";
    if (key == "mapping.partition" && !config.mapping.chip.empty())
        return "mapping.chip says the chip of each layer";
    return std::nullopt;
}

} // namespace apps
