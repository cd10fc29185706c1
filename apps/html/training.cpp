// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/sections.h"
#include "apps/html/svg.h"

#include <cmath>

namespace apps {
namespace {

using nlohmann::json;

/// One quantity over the epochs; epochs that lack it, or have none (a training that diverged), are
/// left out.
Series over_epochs(const json &curve, const char *key, Draw draw, const char *colour_class,
                   bool as_share) {
    Series series{draw, colour_class, {}};
    for (const json &epoch : curve)
        if (const auto *value = part(&epoch, key)) {
            const double y = *value;
            if (std::isfinite(y) && y >= 0)
                series.marks.push_back({epoch.at("epoch"), y,
                                        "epoch " + number(epoch.at("epoch")) + ": " +
                                            (as_share ? percent(y, 2) : number(y)),
                                        ""});
        }
    return series;
}

std::string curve_plot(const json &curve, const char *axis, const char *unit,
                       const std::vector<std::pair<const char *, const char *>> &keys) {
    std::vector<Series> series;
    for (const Draw draw : {Draw::Line, Draw::Points})
        for (const auto &[key, colour_class] : keys)
            series.push_back(
                over_epochs(curve, key, draw, colour_class, std::string(unit) == "share"));
    return plot({"epoch", ""}, {axis, unit}, series);
}

std::string epochs_table(const json &curve) {
    std::vector<std::vector<std::string>> rows;
    for (const json &epoch : curve) {
        std::vector<std::string> cells{number(epoch.at("epoch"))};
        for (const char *key : {"loss", "accuracy", "test_accuracy", "learning_rate"}) {
            const auto *value = part(&epoch, key);
            const bool share = std::string(key).find("accuracy") != std::string::npos;
            cells.push_back(value == nullptr ? "" : share ? percent(*value, 2) : number(*value));
        }
        rows.push_back(cells);
    }
    return fold("All epochs", html_table({{"epoch", true, ""},
                                          {"loss", true, ""},
                                          {"accuracy, training images", true, ""},
                                          {"accuracy, test images", true, ""},
                                          {"learning rate", true, ""}},
                                         rows));
}

} // namespace

std::string training_section(const json &report) {
    const auto *training = part(&report, "training");
    const auto *curve = part(training, "curve");
    if (curve == nullptr || curve->empty())
        return "";
    double seconds = 0;
    for (const json &epoch : *curve)
        seconds += epoch.value("seconds", 0.0);
    std::string lead = number(static_cast<double>(curve->size())) + " epochs";
    if (seconds > 0)
        lead += " in " + shown(seconds, "s");
    if (const auto *last = part(&curve->back(), "test_accuracy"))
        if (last->get<double>() >= 0)
            lead += "; " + percent(*last, 2) + " of the test images right at the end, in float";
    return section(
        "Training", lead + ".",
        legend({{"c0", "training images"}, {"c1", "test images"}}) + "<div class=\"columns\">\n" +
            curve_plot(*curve, "accuracy", "share", {{"accuracy", "c0"}, {"test_accuracy", "c1"}}) +
            curve_plot(*curve, "loss", "", {{"loss", "c0"}, {"test_loss", "c1"}}) + "</div>\n" +
            epochs_table(*curve));
}

} // namespace apps
