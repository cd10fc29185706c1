// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/explore/sweep.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace apps {

/// The points of a sweep by the values of its keys, each as it stands in the report.
using KnownPoints = std::map<SweepPoint, nlohmann::ordered_json>;

/// Gives the `sweep` part of a report the digest of all that it holds, by which a later run knows
/// it again.
void seal(nlohmann::ordered_json &sweep);

/// The points that an earlier run left in report.json in `folder`; none if there is no such file.
/// Throws ConfigError when it is damaged, or when its `sweep.identity` is not `inputs`.
KnownPoints known_points(const std::string &folder, const std::string &inputs);

} // namespace apps
