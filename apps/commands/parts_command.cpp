// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"

#include "apps/util/json_text.h"
#include "apps/util/quantity.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "models/cost/peak.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace apps {

namespace {

const cim::Level levels[] = {cim::Level::Array, cim::Level::Core, cim::Level::Tile,
                             cim::Level::Chip};

std::string share(double part, double whole) { return whole > 0 ? percent(part / whole) : ""; }

/// The parts of one of a level, then the sum with all that it contains.
void print_level(const cim::Peak &peak, cim::Level level, Table &table) {
    const double area = peak.area_um2(level), power = peak.power_mw(level);
    for (const cim::Part &part : peak.parts) {
        if (part.level != level || part.count == 0)
            continue;
        const double part_area = part.count * part.area_um2;
        const double part_power = part.count * (part.leakage_mw + part.busy_mw);
        if (part_area == 0 && part_power == 0)
            continue;
        table.row({cim::level_name(level), part.component, number(part.count),
                   quantity(part_area, "um2"), share(part_area, area), quantity(part_power, "mW"),
                   share(part_power, power)});
    }
    table.row({cim::level_name(level), "all of it", "", quantity(area, "um2"), "",
               quantity(power, "mW"), ""});
}

void print(const cim::Peak &peak, const std::vector<std::string> &without_idle_power) {
    Table table({"level", "part", "count", "area", "share", "peak power", "share"});
    for (const cim::Level level : levels)
        print_level(peak, level, table);
    table.print(std::cout);
    const auto figures = cim::figures(peak);
    std::cout << "\na core holds "
              << number(peak.in_tile.at(cim::Level::Array) / peak.in_tile.at(cim::Level::Core))
              << " arrays, a tile " << number(peak.in_tile.at(cim::Level::Array))
              << " arrays, the chip " << number(peak.tiles) << " tiles\n"
              << "peak: " << quantity(figures.at("chip.tops"), "TOPS") << ", "
              << quantity(figures.at("chip.tops_per_watt"), "TOPS/W") << ", "
              << quantity(figures.at("chip.tops_per_mm2"), "TOPS/mm2")
              << "; a matrix-vector product takes " << number(double(peak.mvm.latency))
              << " cycles, the next starts after " << number(double(peak.mvm.interval))
              << "; its lines settle in " << quantity(peak.settle_ns, "ns") << '\n';
    if (!without_idle_power.empty())
        std::cout << wrapped("no power at rest is charged for " + joined(without_idle_power, ", ") +
                                 ": the config has none for them",
                             0);
}

/// What a reader must know of a chip with several kinds of tiles.
void print_kinds(const Config &config) {
    if (config.chip.kinds.empty())
        return;
    std::vector<std::string> names;
    for (const auto &kind : config.chip.kinds)
        names.push_back(kind->name);
    std::cout << wrapped("parts and peak are those of chip.tile; a chip's other kinds of tiles (" +
                             joined(names, ", ") +
                             ") stand in the report of a run, or here as configs of their own",
                         0);
}

int execute(const Config &config, bool json) {
    const cim::Peak peak = cim::peak(config.chip, config.device);
    if (json) {
        std::cout << json_text(nlohmann::ordered_json(cim::figures(peak)), 2) << '\n';
    } else {
        print(peak, cim::without_idle_power(config.chip, config.device));
        print_kinds(config);
    }
    return 0;
}

} // namespace

Command parts_command() {
    return {"parts",
            "[CONFIG]",
            "every part of a chip with area and power when all of it works; peak figures",
            [](const CommandLine &line) { return execute(configured(line), line.has("--json")); },
            {{"--json", "", "prints JSON rather than a table"}}};
}

} // namespace apps
