// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/sections.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace apps {
namespace {

using nlohmann::json;

/// One stretch of equal characters of a layer's strip after another.
std::vector<Segment> segments(const std::string &states, double cycles_per_part) {
    const auto colour_of = [](char state) {
        return state == 'w' ? "c0" : state == 's' ? "c1" : state == 'b' ? "c3" : "none";
    };
    std::vector<Segment> list;
    for (std::size_t first = 0; first < states.size();) {
        const std::size_t end =
            std::min(states.find_first_not_of(states[first], first), states.size());
        list.push_back({static_cast<double>(end - first) / static_cast<double>(states.size()),
                        colour_of(states[first]),
                        "from cycle " + number(static_cast<double>(first) * cycles_per_part)});
        first = end;
    }
    return list;
}

std::string timeline_section(const json &report) {
    const auto *timeline = part(&report, "timeline");
    const auto *layers = part(timeline, "layers");
    if (layers == nullptr || layers->empty())
        return "";
    std::vector<Bar> rows;
    for (const json &layer : *layers) {
        const std::string states = layer.value("states", "");
        const double a_part = timeline->value("cycles", 0.0) /
                              static_cast<double>(std::max<std::size_t>(1, states.size()));
        rows.push_back({escape(layer.value("layer", "")), segments(states, a_part), ""});
    }
    return section("Timeline",
                   "What each layer mostly did over the " + number(timeline->at("cycles")) +
                       " cycles of the run, from the first image's start on.",
                   legend({{"c0", "busy"}, {"c1", "starved"}, {"c3", "blocked"}}) + bars(rows));
}

std::string critical_path_section(const json &report) {
    const auto *legs = part(&report, "critical_path");
    if (legs == nullptr || legs->empty())
        return "";
    double all = 0;
    for (const json &leg : *legs)
        all += leg.value("cycles", 0.0);
    const double longest = legs->front().value("cycles", 1.0);
    if (!(all > 0 && longest > 0))
        return "";
    std::vector<Bar> rows;
    for (const json &leg : *legs) {
        if (rows.size() == 12)
            break;
        const double cycles = leg.value("cycles", 0.0);
        const std::string layer = leg.value("layer", "");
        const std::string what = leg.value("what", "");
        rows.push_back({escape((layer.empty() ? leg.value("unit", "") : layer) + ": " + what),
                        {{cycles / longest, what == "works" ? "c0" : "c1", leg.value("unit", "")}},
                        number(cycles) + " <small>" + percent(cycles / all) + "</small>"});
    }
    return section("Critical path of the first image",
                   "Going back from its last logit: what the unit at hand did, and while it "
                   "waited, what the one did that it waited for. In several segments, all images "
                   "go through a segment before the first one goes on.",
                   bars(rows));
}

/// Pixels, whole ones.
std::string pixels(double count) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.9g", std::trunc(count));
    return text.data();
}

/// How a map of nodes is drawn: a large one without numbers, which nobody could read.
struct NodeMap {
    explicit NodeMap(std::size_t nodes) : numbered(nodes <= 1024), side(numbered ? 34 : 10) {}

    std::string square(double x, double y, double opacity, const std::string &text,
                       const std::string &title) const {
        std::string drawn = "<g><title>" + escape(title) + "</title><rect class=\"c0 node\" x=\"" +
                            pixels(x * side) + "\" y=\"" + pixels(y * side) + "\" width=\"" +
                            pixels(side - 2) + "\" height=\"" + pixels(side - 2) +
                            "\" fill-opacity=\"" +
                            number(std::round(100 * std::max(0.04, opacity)) / 100) + "\"/>";
        if (numbered)
            drawn += "<text x=\"" + pixels(x * side + 16) + "\" y=\"" + pixels(y * side + 20) +
                     "\" text-anchor=\"middle\" style=\"font-size:10px;fill:var(--ink)\">" +
                     escape(text) + "</text>";
        return drawn + "</g>\n";
    }
    std::string size(double count) const { return pixels(std::trunc(count + 1) * side); }

    bool numbered;
    double side; ///< of a node, pixels
};

std::string heat_map_section(const json &report) {
    const auto *interconnect = part(&report, "interconnect");
    const auto *nodes = part(interconnect, "nodes");
    if (nodes == nullptr || nodes->empty())
        return "";
    const double most = interconnect->value("busiest", 0.0);
    double right = 0, bottom = 0;
    for (const json &node : *nodes) {
        right = std::max(right, node.value("column", 0.0));
        bottom = std::max(bottom, node.value("row", 0.0));
    }
    const NodeMap map(nodes->size());
    std::string body;
    for (const json &node : *nodes) {
        const double busy = node.value("router_busy", 0.0);
        const std::string unit = node.value("unit", ""), layer = node.value("layer", "");
        const std::string digits = unit.substr(unit.find_last_not_of("0123456789") + 1);
        const std::string name = layer.empty() ? "buffer" : digits.empty() ? unit : digits;
        body += map.square(
            node.value("column", 0.0), node.value("row", 0.0), most > 0 ? busy / most : 0, name,
            unit.substr(unit.find('.') + 1) + (layer.empty() ? "" : ", " + layer) + ": router " +
                percent(busy) + ", arrays " + percent(node.value("array_busy", 0.0)));
    }
    return section("Interconnect",
                   std::string(map.numbered ? "Every node by its tile's number"
                                            : "Every node (the pointer shows which)") +
                       "; the darker, the busier its router. The busiest of all, " +
                       escape(interconnect->value("busiest_router", "")) + ", is taken " +
                       percent(most) + " of the run.",
                   "<div class=\"scroll\"><svg width=\"" + map.size(right) + "\" height=\"" +
                       map.size(bottom) + "\">\n" + body + "</svg></div>\n");
}

} // namespace

std::string time_sections(const json &report) {
    return timeline_section(report) + critical_path_section(report) + heat_map_section(report);
}

} // namespace apps
