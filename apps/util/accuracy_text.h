// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace apps {

/// How sure the mean of an `accuracy` of a report is: "standard deviation 0.46 %, 95% interval
/// 82.8 % to 89.5 % (chips 86.1 % to 87.0 %, images 82.9 % to 89.5 %)", with two decimals. One chip
/// has neither, which is said. What the report lacks is left out.
std::string spread_text(const nlohmann::json &accuracy);

/// Columns of a table that say the same: their headers, and the cells of an accuracy, "-" where
/// there is no interval.
extern const std::vector<std::string> interval_headers;
std::vector<std::string> interval_cells(const nlohmann::json &accuracy);

} // namespace apps
