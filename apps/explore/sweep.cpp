// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/sweep.h"

#include "apps/config/conflict/conflict.h"
#include "apps/config/genes.h"
#include "apps/config/inputs.h"
#include "apps/util/files/csv.h"
#include "apps/util/json_text.h"
#include "apps/util/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

/// A column of the CSV: where its figure stands in a point of the report.
struct SweepFigure {
    const char *name, *pointer;
};
constexpr SweepFigure figures[] = {{"accuracy.mean", "/accuracy/mean"},
                                   {"accuracy.low", "/accuracy/ci95/0"},
                                   {"accuracy.high", "/accuracy/ci95/1"},
                                   {"accuracy.std", "/accuracy/std"},
                                   {"accuracy.worst", "/accuracy/worst"},
                                   {"accuracy.no_variation", "/accuracy/no_variation"},
                                   {"accuracy.ideal", "/accuracy/ideal"},
                                   {"accuracy.float", "/accuracy/float"},
                                   {"accuracy.chips", "/accuracy/chips"},
                                   {"accuracy.images", "/accuracy/images"},
                                   {"timing.latency_ns", "/latency_ns"},
                                   {"timing.throughput_ips", "/throughput_ips"},
                                   {"energy_pj.total", "/energy_pj"},
                                   {"area_um2.total", "/area_um2"},
                                   {"accuracy.chips_low", "/accuracy/ci95_chips/0"},
                                   {"accuracy.chips_high", "/accuracy/ci95_chips/1"},
                                   {"accuracy.images_low", "/accuracy/ci95_images/0"},
                                   {"accuracy.images_high", "/accuracy/ci95_images/1"},
                                   {"reason", "/reason"}};

std::string cell(const Json &value) {
    if (value.is_null())
        return "";
    return csv_cell(value.is_string() ? value.get<std::string>() : json_text(value));
}

constexpr double most_points = 100'000;

/// Throws ConfigError by the number of points, before there is one.
void refuse_too_many(const Config &config) {
    double points =
        config.list.empty() ? 1 : static_cast<double>(config.list.front().choices.size());
    for (const GeneSpec &axis : config.grid)
        points *= static_cast<double>(axis.choices.size());
    if (points > most_points)
        throw ConfigError("sweep: [grid] and [list] make " + number_text(points) + " points; " +
                          number_text(most_points) +
                          " at most is right (crossweave search samples larger spaces)");
}

} // namespace

std::vector<std::string> sweep_keys(const Config &config) {
    std::vector<std::string> keys;
    for (const GeneSpec &axis : config.grid)
        keys.push_back(axis.key);
    for (const GeneSpec &column : config.list) {
        if (std::find(keys.begin(), keys.end(), column.key) != keys.end())
            throw ConfigError("sweep: " + column.key +
                              " is in [grid] and in [list]; once is right");
        keys.push_back(column.key);
        const GeneSpec &first = config.list.front();
        if (column.choices.size() != first.choices.size())
            throw ConfigError("sweep: [list] has " + std::to_string(first.choices.size()) +
                              " values of " + first.key + " but " +
                              std::to_string(column.choices.size()) + " of " + column.key +
                              "; they are taken in step, so they must be as many");
    }
    if (keys.empty())
        throw ConfigError("sweep: nothing to change; name keys and values in [grid] (all "
                          "combinations) or [list] (in step), e.g. device.read_sigma = 0, 0.01");
    return keys;
}

std::vector<SweepPoint> sweep_points(const Config &config) {
    refuse_too_many(config);
    std::vector<SweepPoint> points{{}};
    const auto extend = [&](std::size_t steps, const auto &values) {
        std::vector<SweepPoint> longer;
        for (const SweepPoint &point : points)
            for (std::size_t step = 0; step < steps; ++step) {
                longer.push_back(point);
                values(step, longer.back());
            }
        points = std::move(longer);
    };
    for (const GeneSpec &axis : config.grid)
        extend(axis.choices.size(),
               [&](std::size_t step, SweepPoint &point) { point.push_back(axis.choices[step]); });
    if (!config.list.empty())
        extend(config.list.front().choices.size(), [&](std::size_t step, SweepPoint &point) {
            for (const GeneSpec &column : config.list)
                point.push_back(column.choices[step]);
        });
    return points;
}

Config at_point(const Config &config, const SweepPoint &point) {
    Config own = config;
    own.grid.clear();
    own.list.clear();
    choose(own, swept(config), point, "sweep");
    refuse_conflicts(own);
    return own;
}

std::string sweep_csv(const Json &sweep) {
    std::string text;
    for (const Json &key : sweep["keys"])
        text += cell(key) + ",";
    for (const SweepFigure &figure : figures)
        text += std::string(figure.name) + (&figure == std::end(figures) - 1 ? "\n" : ",");
    for (const Json &point : sweep["points"]) {
        for (const Json &value : point["values"])
            text += cell(value) + ",";
        for (const SweepFigure &figure : figures) {
            const Json::json_pointer at(figure.pointer);
            text += (point.contains(at) ? cell(point[at]) : "") +
                    (&figure == std::end(figures) - 1 ? "\n" : ",");
        }
    }
    return text;
}

} // namespace apps
