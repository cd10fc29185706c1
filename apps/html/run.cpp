// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/sections.h"
#include "common/kind.h"

#include <algorithm>
#include <map>

namespace apps {
namespace {

using nlohmann::json;

/// One colour a component for the whole page, by rank in energy, then in area.
class Palette {
  public:
    explicit Palette(const json &report) {
        for (const char *what : {"energy_pj", "area_um2"})
            for (const Share &share : shares(part(&report, what, "by_component")))
                if (share.name != "leakage") // it is of all components
                    rank_.emplace(share.name, static_cast<int>(rank_.size()));
    }
    std::string operator()(const std::string &component) const {
        const auto found = rank_.find(component);
        return colour(found == rank_.end() ? series_colours : found->second);
    }

  private:
    std::map<std::string, int> rank_;
};

std::string spelled(std::string component) {
    std::replace(component.begin(), component.end(), '_', ' ');
    return component;
}

double sum(const std::vector<Share> &parts) {
    double all = 0;
    for (const Share &share : parts)
        all += share.value;
    return all;
}

/// A bar a component, the longest the full width. That of the leakage is of `leakage`'s colours.
std::string component_bars(const std::vector<Share> &parts, const std::string &unit,
                           const Palette &palette, const std::vector<Share> &leakage = {}) {
    std::vector<Bar> rows;
    const double all = sum(parts), largest = parts.front().value;
    for (const Share &share : parts) {
        Bar bar{escape(spelled(share.name)), {}, shown(share.value, unit)};
        bar.value += " <small>" + percent(share.value / all) + "</small>";
        if (share.name == "leakage" && !leakage.empty())
            for (const Share &leak : leakage)
                bar.segments.push_back({leak.value / largest, palette(leak.name),
                                        spelled(leak.name) + " " + quantity(leak.value, unit)});
        else
            bar.segments.push_back({share.value / largest, palette(share.name), ""});
        rows.push_back(bar);
    }
    return bars(rows);
}

/// The energy of one layer, or of what the layers share, as a stacked bar.
Bar layer_bar(const std::string &name, const json &layer, double largest, const Palette &palette) {
    Bar bar{escape(name), {}, shown(layer.value("total", 0.0), "pJ")};
    Segment rest{0, "other", "others: "};
    for (const Share &share : shares(part(&layer, "by_component"))) {
        const std::string text = spelled(share.name) + " " + quantity(share.value, "pJ");
        if (palette(share.name) == rest.colour) {
            rest.title += (rest.share > 0 ? ", " : "") + text;
            rest.share += share.value / largest;
        } else {
            bar.segments.push_back({share.value / largest, palette(share.name), text});
        }
    }
    bar.segments.push_back(rest);
    return bar;
}

/// A stacked bar a layer, the largest the full width.
std::string layer_bars(const json &energy, const Palette &palette) {
    const json &by_layer = energy.at("by_layer");
    const auto *shared = part(&energy, "shared");
    double largest = shared == nullptr ? 0 : shared->value("total", 0.0);
    for (const json &layer : by_layer)
        largest = std::max(largest, layer.value("total", 0.0));
    std::vector<Bar> rows;
    for (const json &layer : by_layer)
        rows.push_back(layer_bar(layer.value("name", ""), layer, largest, palette));
    if (shared != nullptr)
        rows.push_back(layer_bar("outside layers", *shared, largest, palette));
    return bars(rows);
}

std::string energy_section(const json &report, const Palette &palette) {
    const auto *energy = part(&report, "energy_pj");
    const auto parts = shares(part(energy, "by_component"));
    if (parts.empty())
        return "";
    std::string lead = "For one image";
    if (const auto *dynamic = part(energy, "dynamic"))
        lead += ": " + shown(*dynamic, "pJ") + " dynamic";
    if (const auto *leakage = part(energy, "leakage"))
        lead += ", " + shown(*leakage, "pJ") + " leakage";
    if (const auto *programming = part(energy, "programming"))
        lead += ". Programming the weights costs " + shown(*programming, "pJ") +
                (part(&report, "segments") ? ", which all images of a run share" : " once");
    std::string body =
        "<div><h3>By component</h3>\n" +
        component_bars(parts, "pJ", palette, shares(part(energy, "leakage_by_component"))) +
        "</div>\n";
    if (part(energy, "by_layer") != nullptr)
        body += "<div><h3>Dynamic, by layer, in the colours of the components</h3>\n" +
                layer_bars(*energy, palette) + "</div>\n";
    return section("Energy", lead + ".", "<div class=\"columns\">\n" + body + "</div>\n");
}

std::string area_section(const json &report, const Palette &palette) {
    const auto parts = shares(part(&report, "area_um2", "by_component"));
    if (parts.empty())
        return "";
    return section("Area", "Everything instantiated on the chip, used or not.",
                   component_bars(parts, "um2", palette));
}

/// Busy, starved and blocked cycles of a layer on the scale of the longest.
std::string time_bar(const json &layer, double longest) {
    std::vector<Segment> segments;
    const auto add = [&](const char *key, const char *colour_class, const char *meaning) {
        if (const auto *cycles = part(&layer, key))
            segments.push_back(
                {cycles->get<double>() / longest, colour_class,
                 std::string(key) + " (" + meaning + "): " + number(*cycles) + " cycles"});
    };
    add("busy", "c0", "working");
    add("starved", "c1", "waiting for input");
    add("blocked", "c3", "waiting for buffer space");
    return stacked(segments);
}

std::string text_of(const json &layer, const char *key) {
    const auto *value = part(&layer, key);
    return value == nullptr ? "" : number(*value);
}

std::string layers_section(const json &report) {
    const auto *layers = part(&report, "layers");
    if (layers == nullptr || layers->empty())
        return "";
    double longest = 1;
    for (const json &layer : *layers)
        longest = std::max(longest, layer.value("busy", 0.0) + layer.value("starved", 0.0) +
                                        layer.value("blocked", 0.0));
    std::vector<std::vector<std::string>> rows;
    for (const json &layer : *layers) {
        std::string used;
        if (const auto *share = part(&layer, "utilisation"))
            used = percent(*share, 0);
        rows.push_back({escape(layer.value("name", "")),
                        text_of(layer, "rows") + " &times; " + text_of(layer, "cols"),
                        text_of(layer, "vectors"), text_of(layer, "arrays"),
                        text_of(layer, "tiles"), text_of(layer, "duplication"), used,
                        text_of(layer, "cycles"), time_bar(layer, longest),
                        escape(layer.value("waits_for", ""))});
    }
    std::string lead =
        "A layer's tiles work while others do; what they wait for is what limits them.";
    if (const auto *cycles = part(&report, "timing", "cycles")) {
        lead =
            "From the first register write to the logits in memory: " + number(*cycles) + " cycles";
        if (const auto *clock = part(&report, "timing", "clock_ghz"))
            lead += " at " + shown(*clock, "GHz");
        if (const auto *programming = part(&report, "timing", "programming_ns"))
            lead += "; programming the weights takes " + shown(*programming, "ns") +
                    (part(&report, "segments") ? " a run" : " once");
        lead += ".";
    }
    return section("Layers and time", lead,
                   legend({{"c0", "busy"},
                           {"c1", "starved (waits for input)"},
                           {"c3", "blocked (waits for buffer space)"}}) +
                       html_table({{"layer", false, ""},
                                   {"matrix", true, "rows x columns of the weight matrix"},
                                   {"vectors", true, "products an image"},
                                   {"arrays", true, ""},
                                   {"tiles", true, ""},
                                   {"copies", true, "copies of the weights that share the work"},
                                   {"cells used", true, "cells that hold a weight"},
                                   {"cycles", true, "that the layer works on one image"},
                                   {"time", false, ""},
                                   {"waits for", false, "what it waited for longest"}},
                                  rows));
}

/// Of a chip with several kinds of tiles.
std::string kinds_section(const json &report) {
    const auto *kinds = part(&report, "kinds");
    if (kinds == nullptr || kinds->empty())
        return "";
    const auto total = [](const json &kind, const char *key, const char *unit) {
        const auto *value = part(&kind, key, "total");
        return value == nullptr ? "" : shown(*value, unit);
    };
    std::vector<std::vector<std::string>> rows;
    for (const json &kind : *kinds)
        rows.push_back({escape(kind.value("name", "")), text_of(kind, "layers"),
                        text_of(kind, "tiles"), text_of(kind, "spare"),
                        total(kind, "dynamic_pj", "pJ"), total(kind, "area_um2", "um2"),
                        total(kind, "leakage_mw", "mW")});
    return section("Kinds of tiles", "What is outside the tiles belongs to none.",
                   html_table({{"kind", false, ""},
                               {"layers", true, "that run on it"},
                               {"tiles", true, ""},
                               {"spare", true, "that no layer uses"},
                               {"energy", true, "dynamic, of its layers, an image"},
                               {"area", true, ""},
                               {"leakage", true, ""}},
                              rows));
}

/// The member `key` of an object, empty if a report of an older version does not have it.
std::string text_in(const json *object, const char *key) {
    const auto *text = part(object, key);
    return text == nullptr ? "" : text->get<std::string>();
}

/// A name, and what the pointer shows on it.
std::string with_title(const std::string &name, const std::string &title) {
    return title.empty() ? escape(name)
                         : "<span title=\"" + escape(title) + "\">" + escape(name) + "</span>";
}

/// What all units of a kind counted.
struct CounterKind {
    std::int64_t units = 0;
    double sum = 0, least = 0, most = 0;

    void add(double value) {
        least = units == 0 ? value : std::min(least, value);
        most = units == 0 ? value : std::max(most, value);
        sum += value;
        ++units;
    }
};

/// A row a kind of counter: a chip of thousands of tiles has hundreds of thousands of them.
std::string counters_section(const json &report) {
    const auto *counters = part(&report, "counters");
    if (counters == nullptr || counters->empty())
        return "";
    std::map<std::string, CounterKind> kinds;
    for (const auto &[name, value] : counters->items())
        kinds[common::kind_of(name)].add(value);
    std::vector<std::vector<std::string>> rows;
    for (const auto &[name, kind] : kinds) {
        const auto *about = part(&report, "counter_meanings", name.c_str());
        rows.push_back({with_title(name, text_in(about, "meaning")),
                        number(static_cast<double>(kind.units)),
                        part(about, "peak") == nullptr ? number(kind.sum) : "", number(kind.least),
                        number(kind.most), escape(text_in(about, "unit"))});
    }
    return section(
        "Counters",
        "What the chip's units counted, by their names in the config; each unit's own in "
        "report.json.",
        fold(std::to_string(counters->size()) + " counters of " + std::to_string(kinds.size()) +
                 " kinds",
             html_table({{"counter", false, "the pointer on a name shows what it means"},
                         {"units", true, "that have it"},
                         {"all", true, "the units' sum; of a peak, none"},
                         {"least", true, "of a unit"},
                         {"most", true, "of a unit"},
                         {"unit", false, ""}},
                        rows)));
}

} // namespace

std::string run_headline(const json &report) {
    std::vector<Tile> figures;
    if (const auto *mean = part(&report, "accuracy", "mean")) {
        std::string note;
        if (const auto *ci = part(&report, "accuracy", "ci95"))
            note = "95% interval " + percent(ci->at(0)) + " to " + percent(ci->at(1));
        else if (const auto *chips = part(&report, "accuracy", "chips"); chips && *chips == 1)
            note = "one chip: no interval over chips";
        figures.push_back({"Accuracy on devices", {100 * mean->get<double>(), "%"}, note});
    }
    const auto add = [&](const char *label, const json *value, const char *unit,
                         const std::string &note) {
        if (value != nullptr)
            figures.push_back({label, scaled(*value, unit), note});
    };
    std::string pipelined;
    if (const auto *rate = part(&report, "timing", "throughput_ips"))
        pipelined =
            shown(*rate, "images/s") + " in the steady state" + images_of_throughput(report);
    add("Latency", part(&report, "timing", "latency_ns"), "ns", pipelined);
    std::string leakage;
    const auto *total = part(&report, "energy_pj", "total");
    if (const auto *leaked = part(&report, "energy_pj", "leakage"))
        if (total != nullptr && total->get<double>() > 0)
            leakage = percent(leaked->get<double>() / total->get<double>(), 0) + " of it leakage";
    add("Energy an image", total, "pJ", leakage);
    std::string density;
    if (const auto *tops = part(&report, "tops_per_mm2"))
        density = shown(*tops, "TOPS/mm2");
    add("Area", part(&report, "area_um2", "total"), "um2", density);
    std::string speed;
    if (const auto *tops = part(&report, "tops"))
        speed = "at " + shown(*tops, "TOPS");
    add("Efficiency", part(&report, "tops_per_watt"), "TOPS/W", speed);
    return figures.empty() ? "" : tiles(figures);
}

std::string run_sections(const json &report) {
    const Palette palette(report);
    return accuracy_sections(report) + energy_section(report, palette) + layers_section(report) +
           kinds_section(report) + time_sections(report) + area_section(report, palette) +
           counters_section(report);
}

} // namespace apps
