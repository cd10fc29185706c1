// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/sections.h"
#include "apps/util/accuracy_text.h"

#include <algorithm>

namespace apps {
namespace {

using nlohmann::json;

std::string accuracy_section(const json &report) {
    const auto *figures = part(&report, "accuracy");
    if (part(figures, "mean") == nullptr)
        return "";
    std::vector<Dot> rows;
    const auto add = [&](const char *label, const char *key, const char *colour_class) {
        if (const auto *at = part(figures, key))
            rows.push_back({label, *at, 0, 0, colour_class, percent(*at, 2)});
    };
    add("float network", "float", "other");
    add("integers, exact", "ideal", "c2");
    add("chip, no variation", "no_variation", "c5");
    add("chips, mean", "mean", "c0");
    if (const auto *ci = part(figures, "ci95")) {
        rows.back().from = ci->at(0);
        rows.back().to = ci->at(1);
    }
    add("worst chip", "worst", "c3");
    std::string lead;
    if (part(figures, "chips") != nullptr && part(figures, "images") != nullptr)
        lead = number(figures->at("chips")) +
               (figures->at("chips") == 1 ? " programmed chip, a draw of the device variation, "
                                            "classifies "
                                          : " programmed chips, each with its own draw of the "
                                            "device variation, classify ") +
               number(figures->at("images")) + " test images";
    if (const std::string spread = spread_text(*figures); !spread.empty())
        lead += (lead.empty() ? "" : "; ") + spread;
    if (part(figures, "ci95") != nullptr)
        lead += "; the band is the interval";
    return section("Accuracy", lead.empty() ? "" : lead + ".", dots(rows));
}

/// Bars of the points of accuracy that each entry of a list costs.
std::string cost_bars(const json &list) {
    double most = 0.1;
    for (const json &entry : list)
        most = std::max(most, entry.at("points").get<double>());
    std::vector<Bar> rows;
    for (const json &entry : list) {
        const double points = entry.at("points");
        rows.push_back({escape(entry.at("name").get<std::string>()),
                        {{std::max(points, 0.0) / most, "c3", ""}},
                        percent(points / 100, 2)});
    }
    return bars(rows);
}

/// What each entry leaves of the accuracy, and how sure that is.
std::string left_table(const json &budget) {
    std::vector<std::vector<std::string>> rows;
    for (const char *list : {"sources", "layers"})
        for (const json &entry : budget.at(list)) {
            const auto *deviation = part(&entry, "std");
            rows.push_back({escape(entry.at("name").get<std::string>()),
                            percent(entry.at("accuracy"), 2),
                            deviation ? percent(*deviation, 2) : "-"});
            for (const std::string &cell : interval_cells(entry))
                rows.back().push_back(cell);
        }
    return fold("All figures", html_table(with_intervals({{"non-ideality or layer", false, ""},
                                                          {"accuracy that is left", true, ""},
                                                          {"std", true, ""}}),
                                          rows));
}

std::string budget_section(const json &report) {
    const auto *budget = part(&report, "accuracy", "budget");
    if (budget == nullptr)
        return "";
    json sources = json::array({json{{"name", "converters, all else perfect"},
                                     {"points", budget->at("converters").at("points")}}});
    for (const json &source : budget->at("sources"))
        sources.push_back(source);
    return section("What accuracy is lost to",
                   "Points of accuracy that each non-ideality costs by itself, below what "
                   "converters alone leave, and each layer by itself where the others are exact "
                   "(mean of " +
                       number(budget->at("chips")) +
                       (budget->at("chips") == 1 ? " chip" : " chips") + ").",
                   cost_bars(sources) + cost_bars(budget->at("layers")) + left_table(*budget));
}

} // namespace

std::string accuracy_sections(const json &report) {
    return accuracy_section(report) + budget_section(report);
}

} // namespace apps
