// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/sections.h"
#include "apps/util/accuracy_text.h"
#include "apps/util/text.h"

namespace apps {
namespace {

using nlohmann::json;

std::string percent_of(const json *figures, const char *key) {
    const auto *value = part(figures, key);
    return value == nullptr ? "" : percent(*value, 2);
}

/// The mean accuracy of several chips with its interval.
Dot accuracy_dot(const std::string &label, const json &figures, const std::string &colour_class) {
    Dot dot{label, figures.at("mean"), 0, 0, colour_class, percent(figures.at("mean"), 2)};
    if (const auto *ci = part(&figures, "ci95")) {
        dot.from = ci->at(0);
        dot.to = ci->at(1);
    }
    return dot;
}

std::string verified_section(const json &search) {
    const auto *verified = part(&search, "verified");
    if (verified == nullptr)
        return "";
    std::vector<Dot> rows;
    std::vector<std::vector<std::string>> cells;
    for (const json &design : *verified) {
        const auto *figures = part(&design, "accuracy");
        if (part(figures, "mean") == nullptr)
            continue;
        const std::string id = number(design.at("id"));
        rows.push_back(accuracy_dot("design " + id, *figures, "c0"));
        const auto count = [&](const char *key) {
            const auto *value = part(figures, key);
            return value == nullptr ? "" : number(*value);
        };
        cells.push_back({id, percent_of(figures, "float"), percent_of(figures, "ideal"),
                         percent_of(figures, "no_variation"), percent_of(figures, "mean"),
                         percent_of(figures, "std")});
        for (const std::string &cell : interval_cells(*figures))
            cells.back().push_back(cell);
        cells.back().insert(cells.back().end(),
                            {percent_of(figures, "worst"), count("chips"), count("images")});
    }
    if (rows.empty())
        return "";
    std::vector<Column> columns = with_intervals({{"design", true, ""},
                                                  {"float", true, ""},
                                                  {"integers, exact", true, ""},
                                                  {"chip, no variation", true, ""},
                                                  {"chips, mean", true, ""},
                                                  {"std", true, ""}});
    for (const char *name : {"worst chip", "chips", "images"})
        columns.push_back({name, true, ""});
    return section("Accuracy measured again",
                   "The most accurate designs of the front on the chips and images of accuracy.*; "
                   "the band is the 95% interval of the mean.",
                   dots(rows) + fold("All figures", html_table(columns, cells)));
}

std::string robustness_section(const json &search) {
    const auto *robustness = part(&search, "robustness");
    if (robustness == nullptr)
        return "";
    std::string at_sigma = "the device's variation", at_tripled = "three times that";
    if (const auto *sigma = part(robustness, "programming_sigma")) {
        at_sigma = "sigma " + number_text(*sigma);
        at_tripled = "three times that";
    }
    std::vector<Dot> rows;
    std::vector<std::vector<std::string>> cells;
    const auto measured = [&](const std::string &label, const json &figures,
                              const std::string &colour_class) {
        rows.push_back(accuracy_dot(label, figures, colour_class));
        cells.push_back({label, percent_of(&figures, "mean"), percent_of(&figures, "std")});
        for (const std::string &cell : interval_cells(figures))
            cells.back().push_back(cell);
    };
    const auto add = [&](const char *key, const std::string &network,
                         const std::string &colour_class) {
        const auto *calm = part(robustness, key, "sigma");
        if (const auto *none = part(calm, "no_variation"))
            rows.push_back(
                {network + ", no variation", *none, 0, 0, colour_class, percent(*none, 2)});
        if (calm != nullptr)
            measured(network + ", " + at_sigma, *calm, colour_class);
        if (const auto *tripled = part(robustness, key, "tripled"))
            measured(network + ", " + at_tripled, *tripled, colour_class);
    };
    add("trained_with_noise", "trained with noise", "c0");
    add("twin", "trained without", "c1");
    return section("What training with device noise is worth",
                   "The best network and its twin, alike but trained without noise, on the same "
                   "chips; the band is the 95% interval of the mean.",
                   dots(rows) + fold("All figures",
                                     html_table(with_intervals({{"network and spread", false, ""},
                                                                {"chips, mean", true, ""},
                                                                {"std", true, ""}}),
                                                cells)));
}

} // namespace

std::string verified_sections(const json &search) {
    return verified_section(search) + robustness_section(search);
}

} // namespace apps
