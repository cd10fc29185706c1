// SPDX-License-Identifier: Apache-2.0
#include "apps/design/accuracy_report.h"

#include <nlohmann/json.hpp>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

Json pair(const Interval &interval) { return {interval.low, interval.high}; }

Json pair(const std::optional<Interval> &interval) {
    return interval ? pair(*interval) : Json(nullptr);
}

} // namespace

Json spread_report(const Accuracy &accuracy) {
    return {{"std", accuracy.std ? Json(*accuracy.std) : Json(nullptr)},
            {"ci95", pair(accuracy.interval)},
            {"ci95_chips", pair(accuracy.of_chips)},
            {"ci95_images", pair(accuracy.of_images)}};
}

Json accuracy_report(const Config &config, const Accuracy &accuracy) {
    const auto measured = [](double share) { return share >= 0 ? Json(share) : Json(nullptr); };
    Json report{{"float", measured(accuracy.floating)},
                {"ideal", measured(accuracy.ideal)},
                {"no_variation", measured(accuracy.no_variation)},
                {"mean", accuracy.mean}};
    report.update(spread_report(accuracy));
    report.update({{"worst", accuracy.worst},
                   {"chips", accuracy.chips.size()},
                   {"images", accuracy.images},
                   {"seed", config.accuracy.seed},
                   {"by_chip", accuracy.chips}});
    if (accuracy.interrupted)
        report["interrupted"] = true;
    return report;
}

} // namespace apps
