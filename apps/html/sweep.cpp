// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/sections.h"
#include "apps/html/svg.h"
#include "apps/util/accuracy_text.h"
#include "apps/util/text.h"
#include "common/number.h"

#include <algorithm>
#include <map>

namespace apps {
namespace {

using nlohmann::json;

/// The key to plot over: of those whose values are all numbers, the one with the most; -1: none.
int key_to_plot_over(const json &sweep) {
    int best = -1;
    std::size_t most = 1;
    for (std::size_t key = 0; key < sweep.at("keys").size(); ++key) {
        std::map<std::string, int> values;
        bool numbers = true;
        for (const json &point : sweep.at("points")) {
            const std::string value = point.at("values").at(key);
            numbers = numbers && common::number_in<double>(value);
            ++values[value];
        }
        if (numbers && values.size() > most) {
            most = values.size();
            best = static_cast<int>(key);
        }
    }
    return best;
}

/// "array.wires yes, chip.tile.adc.bits 6": the values of a point but the one plotted over.
std::string others(const json &sweep, const json &point, int plotted) {
    std::vector<std::string> parts;
    for (int key = 0; key < static_cast<int>(sweep.at("keys").size()); ++key)
        if (key != plotted)
            parts.push_back(
                sweep.at("keys").at(static_cast<std::size_t>(key)).get<std::string>() + " " +
                point.at("values").at(static_cast<std::size_t>(key)).get<std::string>());
    return joined(parts, ", ");
}

/// A figure of every point over one key, a line for each combination of the others.
std::string figure_plot(const json &sweep, int plotted, const char *figure,
                        const std::vector<std::string> &path, const char *unit) {
    std::vector<std::string> names;
    std::map<std::string, std::vector<Mark>> lines;
    for (const json &point : sweep.at("points")) {
        const json *value = &point;
        for (const std::string &step : path)
            value = part(value, step.c_str());
        if (value == nullptr)
            continue;
        const std::string name = others(sweep, point, plotted);
        if (lines.count(name) == 0)
            names.push_back(name);
        const std::string at = point.at("values").at(static_cast<std::size_t>(plotted));
        const double x = common::number_in<double>(at).value_or(0);
        const double y = *value;
        lines[name].push_back(
            {x, y,
             (name.empty() ? "" : name + ", ") + at + ": " +
                 (std::string(unit) == "share" ? percent(y, 2) : quantity(y, unit)),
             ""});
    }
    std::vector<Series> series;
    std::vector<LegendEntry> entries;
    for (const Draw draw : {Draw::Line, Draw::Points})
        for (std::size_t i = 0; i < names.size(); ++i) {
            std::vector<Mark> marks = lines[names[i]];
            std::stable_sort(marks.begin(), marks.end(),
                             [](const Mark &a, const Mark &b) { return a.x < b.x; });
            series.push_back({draw, colour(static_cast<int>(i)), marks});
            if (draw == Draw::Line && !names[i].empty())
                entries.push_back({colour(static_cast<int>(i)), escape(names[i])});
        }
    const std::string key = sweep.at("keys").at(static_cast<std::size_t>(plotted));
    return plot({key, "", true}, {figure, unit, true}, series) +
           (entries.empty() ? "" : legend(entries));
}

std::string points_table(const json &sweep) {
    std::vector<Column> columns;
    for (const json &key : sweep.at("keys"))
        columns.push_back({escape(key.get<std::string>()), true, ""});
    columns.push_back({"chips, mean", true, ""});
    columns = with_intervals(std::move(columns));
    for (const char *name : {"worst chip", "no variation", "latency", "energy", "area"})
        columns.push_back({name, true, ""});
    columns.push_back({"reason", false, "why it could not be measured"});
    std::vector<std::vector<std::string>> rows;
    for (const json &point : sweep.at("points")) {
        std::vector<std::string> row;
        for (const json &value : point.at("values"))
            row.push_back(escape(value.get<std::string>()));
        const auto share = [&](const char *key) {
            const json *value = part(&point, "accuracy", key);
            row.push_back(value ? percent(*value, 2) : "");
        };
        const auto figure = [&](const char *key, const char *unit) {
            const json *value = part(&point, key);
            row.push_back(value ? shown(*value, unit) : "");
        };
        share("mean");
        const json *accuracy = part(&point, "accuracy");
        for (const std::string &cell : interval_cells(accuracy ? *accuracy : json::object()))
            row.push_back(accuracy ? cell : "");
        share("worst");
        share("no_variation");
        figure("latency_ns", "ns");
        figure("energy_pj", "pJ");
        figure("area_um2", "um2");
        const json *reason = part(&point, "reason");
        row.push_back(reason ? escape(reason->get<std::string>()) : "");
        rows.push_back(std::move(row));
    }
    return html_table(columns, rows);
}

} // namespace

std::string sweep_section(const json &report) {
    const auto *sweep = part(&report, "sweep");
    if (sweep == nullptr || sweep->at("points").empty())
        return "";
    std::string plots;
    const int plotted = key_to_plot_over(*sweep);
    if (plotted >= 0)
        plots = figure_plot(*sweep, plotted, "accuracy, mean of the chips", {"accuracy", "mean"},
                            "share") +
                figure_plot(*sweep, plotted, "energy", {"energy_pj"}, "pJ") +
                figure_plot(*sweep, plotted, "latency", {"latency_ns"}, "ns");
    return section("Points of the sweep", "", plots + points_table(*sweep));
}

} // namespace apps
