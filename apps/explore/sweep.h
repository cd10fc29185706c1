// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace apps {

/// The values of a sweep's keys at one of its points, as text in the config's own form.
using SweepPoint = std::vector<std::string>;

/// What a sweep changes: the keys of [grid], then those of [list]. Throws ConfigError if there are
/// none, if one stands in both, or if those of [list] have different numbers of values.
std::vector<std::string> sweep_keys(const Config &config);

/// Every combination of the values of [grid] (its last key changes fastest) with each step through
/// [list]. Throws ConfigError if there are more than 100,000.
std::vector<SweepPoint> sweep_points(const Config &config);

/// The config of a point. Throws ConfigError with the reason if its values do not agree.
Config at_point(const Config &config, const SweepPoint &point);

/// The `sweep` part of a report as comma-separated values: a line a point, named columns.
std::string sweep_csv(const nlohmann::ordered_json &sweep);

} // namespace apps
