// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/sweep_findings.h"

#include "nn/base/one_line.h"

namespace apps {

using Json = nlohmann::ordered_json;

SweepPoint readable_values(SweepPoint point) {
    for (std::string &value : point)
        value = nn::utf8(value);
    return point;
}

SweepFindings::SweepFindings(const Config &config, std::vector<SweepPoint> points,
                             std::string inputs)
    : config_(config), points_(std::move(points)), found_(points_.size()),
      inputs_(std::move(inputs)), known_(known_points(config.run.out, inputs_)) {}

std::vector<std::size_t> SweepFindings::take_known(const IsCurrent &is_current) {
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const auto known = known_.find(readable_values(points_[i]));
        if (known != known_.end() && is_current(points_[i], known->second))
            settle(i, known->second);
        else
            left.push_back(i);
    }
    return left;
}

void SweepFindings::settle(std::size_t point, const Json &found) {
    found_[point] = found;
    ++done_;
}

Json SweepFindings::report() const {
    Json sweep;
    sweep["identity"] = inputs_;
    sweep["keys"] = sweep_keys(config_);
    sweep["points"] = Json::array();
    for (std::size_t i = 0; i < points_.size() && found_[i]; ++i)
        sweep["points"].push_back(*found_[i]);
    return sweep;
}

Json SweepFindings::whole_report() const {
    Json sweep = report();
    const std::size_t in_order = sweep["points"].size();
    KnownPoints others = known_;
    for (std::size_t i = 0; i < points_.size(); ++i)
        if (i < in_order)
            others.erase(readable_values(points_[i]));
        else if (found_[i])
            others[readable_values(points_[i])] = *found_[i];
    for (const auto &[values, point] : others)
        sweep["points"].push_back(point);
    seal(sweep);
    return sweep;
}

} // namespace apps
