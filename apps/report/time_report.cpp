// SPDX-License-Identifier: Apache-2.0
#include "apps/report/time_report.h"

#include "apps/trace/timeline_files.h"
#include "nn/base/result_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::int64_t parts = 120; ///< of a run, in the timeline

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

const std::string &layer_name(const MeasuredDesign &design, int layer) {
    return design.placed.network.ops[at(design.placed.placement.layers[at(layer)].op)].name;
}

/// What the chip holds for a stretch of the run: all of the network, or a segment.
struct Stretch {
    const cim::Placement &placement;
    int first_layer; ///< its number in the whole network
    std::int64_t begin, end;

    /// The layer of a tile, of the whole network; -1: none.
    int layer(int tile) const {
        const int own = placement.tile_layer[at(tile)];
        return own < 0 ? own : first_layer + own;
    }
};

std::vector<Stretch> stretches(const MeasuredDesign &design) {
    if (design.placed.segments.empty())
        return {{design.placed.placement, 0, 0, design.chip.end_cycle}};
    std::vector<Stretch> list;
    int layers = 0;
    for (std::size_t p = 0; p < design.placed.segments.size(); ++p) {
        const cim::SegmentTime &time = design.segment_times[p];
        list.push_back({design.placed.segments[p].placement, layers, time.begin, time.end()});
        layers += time.layers;
    }
    return list;
}

/// The layer of a tile, by its full name; empty if the unit is none.
std::string layer_of(const MeasuredDesign &design, const Stretch &stretch,
                     const std::string &unit) {
    const std::vector<std::string> &tiles = design.chip.names.tiles;
    const auto tile = std::find(tiles.begin(), tiles.end(), unit);
    return tile == tiles.end()
               ? ""
               : layer_name(design, stretch.layer(static_cast<int>(tile - tiles.begin())));
}

/// What a unit mostly did in each part of a run of `end` cycles, as far as it did it in a stretch.
std::string strip(const cim::Timeline::Unit &unit, std::int64_t end, const Stretch &stretch) {
    const std::int64_t count = std::min(parts, end);
    std::vector<std::array<std::int64_t, 4>> cycles(at(count));
    const auto first_cycle = [&](std::int64_t part) { return part * end / count; };
    for (const cim::Span &span : unit.spans) {
        if (span.begin < stretch.begin || span.end > stretch.end)
            continue;
        for (std::int64_t part = span.begin * count / end; part < count; ++part) {
            const std::int64_t from = std::max(span.begin, first_cycle(part));
            const std::int64_t to = std::min(span.end, first_cycle(part + 1));
            if (first_cycle(part) >= span.end)
                break;
            cycles[at(part)][static_cast<std::size_t>(span.doing)] +=
                std::max<std::int64_t>(0, to - from);
        }
    }
    std::string text;
    for (const auto &part : cycles) {
        const auto most = std::max_element(part.begin(), part.end());
        text += *most == 0 ? '.' : ".wsb"[most - part.begin()];
    }
    return text;
}

/// What is at a node: in several segments the tiles that it was, as each numbers them its own way.
struct Place {
    int node;
    std::string unit, layer;
    double busy; ///< share of the run for which its arrays worked
};

/// `known`: where in `places` a node is.
void add(std::vector<Place> &places, std::map<int, std::size_t> &known, const Place &more) {
    const auto [number, fresh] = known.emplace(more.node, places.size());
    if (fresh) {
        places.push_back(more);
        return;
    }
    Place &same = places[number->second];
    if (same.unit != more.unit)
        same.unit += ", " + more.unit;
    same.layer += ", " + more.layer;
    same.busy += more.busy;
}

/// A file named by a key, and what is written into it.
struct TimelineFile {
    const char *key;
    const std::string &name;
    void (*write)(const cim::Timeline &timeline, double period_ns, std::ostream &out);
};

std::vector<TimelineFile> timeline_files(const Config &config) {
    std::vector<TimelineFile> files;
    if (!config.run.timeline.empty())
        files.push_back({"run.timeline", config.run.timeline, write_chrome_trace});
    if (!config.run.vcd.empty())
        files.push_back({"run.vcd", config.run.vcd, write_vcd});
    return files;
}

/// Does `work` on the file; a fault in writing it is one of the key that names it.
template <class Work> void named_by_key(const TimelineFile &file, Work work) {
    try {
        work();
    } catch (const nn::WriteError &fault) {
        throw ConfigError(std::string(file.key) + ": " + file.name + " cannot be written (" +
                          fault.why + ")");
    }
}

} // namespace

Json critical_path_report(const MeasuredDesign &design) {
    using Leg = std::array<std::string, 3>; // unit, what, layer
    std::map<Leg, std::int64_t> cycles;
    for (const Stretch &stretch : stretches(design))
        for (const cim::PathLeg &leg : design.chip.critical_path)
            if (leg.begin >= stretch.begin && leg.end <= stretch.end)
                cycles[{leg.unit, sentence(leg), layer_of(design, stretch, leg.unit)}] +=
                    leg.end - leg.begin;
    std::vector<std::pair<Leg, std::int64_t>> legs(cycles.begin(), cycles.end());
    std::stable_sort(legs.begin(), legs.end(),
                     [](const auto &a, const auto &b) { return a.second > b.second; });
    Json list = Json::array();
    for (const auto &[leg, count] : legs)
        list.push_back({{"unit", leg[0]}, {"layer", leg[2]}, {"what", leg[1]}, {"cycles", count}});
    return list;
}

Json interconnect_report(const MeasuredDesign &design) {
    const cim::Interconnect &interconnect = design.placed.placement.interconnect;
    std::map<int, double> load;
    for (const cim::RouterLoad &router : design.chip.routers)
        load[router.router] = router.busiest(design.chip.end_cycle);
    std::vector<Place> places{{0, design.chip.names.global_buffer, "", 0}};
    std::map<int, std::size_t> known{{0, 0}};
    for (const Stretch &stretch : stretches(design))
        for (int tile = 0; tile < stretch.placement.tiles; ++tile)
            if (const int layer = stretch.layer(tile); layer >= 0)
                add(places, known,
                    {stretch.placement.interconnect.node_of_tile(tile),
                     design.chip.names.tiles[at(tile)], layer_name(design, layer),
                     design.chip.array_busy[at(layer)]});
    Json nodes = Json::array();
    for (const Place &place : places) {
        const auto [column, row] = interconnect.column_and_row(place.node);
        const auto router = load.find(interconnect.door(place.node).router);
        nodes.push_back({{"unit", place.unit},
                         {"layer", place.layer},
                         {"column", column},
                         {"row", row},
                         {"array_busy", place.busy},
                         {"router_busy", router == load.end() ? 0 : router->second}});
    }
    double busiest = 0; // a tree has routers above those of the nodes
    std::string busiest_router;
    for (const cim::RouterLoad &router : design.chip.routers)
        if (const double busy = load[router.router]; busy > busiest) {
            busiest = busy;
            busiest_router = router.name;
        }
    return {{"columns", interconnect.columns()},
            {"rows", interconnect.rows()},
            {"busiest_router", busiest_router},
            {"busiest", busiest},
            {"nodes", nodes}};
}

Json timeline_report(const MeasuredDesign &design) {
    Json layers = Json::array();
    for (const Stretch &stretch : stretches(design))
        for (std::size_t l = 0; l < stretch.placement.layers.size(); ++l) {
            const int home = stretch.placement.layers[l].home;
            if (const auto *unit = design.chip.timeline.find(design.chip.names.tiles[at(home)]))
                layers.push_back(
                    {{"layer", layer_name(design, stretch.first_layer + static_cast<int>(l))},
                     {"states", strip(*unit, design.chip.end_cycle, stretch)}});
        }
    return {{"cycles", design.chip.end_cycle}, {"layers", layers}};
}

void open_timelines(const Config &config) {
    for (const TimelineFile &file : timeline_files(config))
        named_by_key(file, [&] { nn::check_writable(file.name); });
}

void write_timelines(const Config &config, const cim::Timeline &timeline) {
    const std::vector<TimelineFile> files = timeline_files(config);
    if (files.empty())
        return;
    cim::Timeline chosen = timeline;
    auto &units = chosen.units;
    units.erase(std::remove_if(units.begin(), units.end(),
                               [&](const cim::Timeline::Unit &unit) {
                                   return !matches(config.run.signals, unit.name);
                               }),
                units.end());
    if (units.empty())
        throw ConfigError("run.signals: no unit has a name like '" + config.run.signals +
                          "'; chip.tile* matches all tiles");
    for (const TimelineFile &file : files)
        named_by_key(file, [&] {
            nn::write_whole(file.name, [&](std::ostream &out) {
                file.write(chosen, config.chip.period_ns(), out);
            });
        });
}

} // namespace apps
