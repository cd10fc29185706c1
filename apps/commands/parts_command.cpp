// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"

#include "apps/util/json_text.h"
#include "apps/util/quantity.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "models/cost/peak.h"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <iostream>
#include <map>

namespace apps {

namespace {

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

/// A table of the parts of these levels.
void print_levels(const cim::Peak &peak, std::initializer_list<cim::Level> levels) {
    Table table({"level", "part", "count", "area", "share", "peak power", "share"});
    for (const cim::Level level : levels)
        print_level(peak, level, table);
    table.print(std::cout);
}

/// What a chip, or a kind of its tiles, can do.
std::string peak_line(const std::map<std::string, double> &figures, const std::string &level) {
    return quantity(figures.at(level + ".tops"), "TOPS") + ", " +
           quantity(figures.at(level + ".tops_per_watt"), "TOPS/W") + ", " +
           quantity(figures.at(level + ".tops_per_mm2"), "TOPS/mm2");
}

std::string product_line(const cim::Peak &peak) {
    return "a matrix-vector product takes " + number(double(peak.mvm.latency)) +
           " cycles, the next starts after " + number(double(peak.mvm.interval)) +
           (peak.settle_ns > 0 || peak.kind.empty()
                ? "; its lines settle in " + quantity(peak.settle_ns, "ns")
                : "");
}

std::string arrays_line(const cim::Peak &peak) {
    const double in_tile = peak.in_tile.at(cim::Level::Array);
    return "a core holds " + number(in_tile / peak.in_tile.at(cim::Level::Core)) +
           " arrays, a tile " + number(in_tile) + " arrays, the chip " + number(peak.tiles) +
           " tiles";
}

/// A kind of tiles of a chip that has several.
void print_kind(const cim::Peak &peak) {
    std::cout << "tiles of kind " << (peak.kind.empty() ? "default" : peak.kind) << ":\n\n";
    print_levels(peak, {cim::Level::Array, cim::Level::Core, cim::Level::Tile});
    std::cout << '\n'
              << arrays_line(peak) << " of this kind\n"
              << "an array's peak: " << peak_line(cim::figures(peak), "array") << "; "
              << product_line(peak) << "\n\n";
}

void print(const cim::Peak &peak, const std::vector<std::string> &without_idle_power) {
    if (peak.kinds.empty()) {
        print_levels(peak,
                     {cim::Level::Array, cim::Level::Core, cim::Level::Tile, cim::Level::Chip});
        std::cout << '\n' << arrays_line(peak) << '\n';
    } else {
        print_kind(peak);
        for (const cim::Peak &kind : peak.kinds)
            print_kind(kind);
        std::cout << "the chip with all of its tiles:\n\n";
        print_levels(peak, {cim::Level::Chip});
        std::cout << '\n';
    }
    std::cout << "peak: " << peak_line(cim::figures(peak), "chip")
              << (peak.kinds.empty() ? "; " + product_line(peak) : "") << '\n';
    if (!without_idle_power.empty())
        std::cout << wrapped("no power at rest is charged for " + joined(without_idle_power, ", ") +
                                 ": the config has none for them",
                             0);
}

/// The figures of the chip; of its other kinds of tiles by name.
nlohmann::ordered_json figures_report(const cim::Peak &peak) {
    nlohmann::ordered_json report(cim::figures(peak));
    for (const cim::Peak &kind : peak.kinds)
        report["kinds"][kind.kind] = cim::figures(kind);
    return report;
}

int execute(const Config &config, bool json) {
    const cim::Peak peak = cim::peak(config.chip, config.device);
    if (json)
        std::cout << json_text(figures_report(peak), 2) << '\n';
    else
        print(peak, cim::without_idle_power(config.chip, config.device));
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
