// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace apps {

/// A report as one HTML page that needs nothing else: no network, no scripts, light or dark as the
/// reader's system is. Shows the sections that the report has (run, search, training); a key of
/// the wrong type throws nlohmann::json::exception.
std::string html_report(const nlohmann::json &report);

} // namespace apps
