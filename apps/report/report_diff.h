// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace apps {

/// A value of two reports that is not the same in both.
struct ReportDifference {
    std::string key;     ///< "counters.chip.tile3.adc.conversions"
    std::string a, b;    ///< as JSON; empty: it has none
    double relative = 1; ///< |a - b| / max(|a|, |b|) of two numbers, else 1
};

/// All of them, the largest first, but for `host`, which no two runs share. Whole numbers are equal
/// or differ; others may part by 1e-12 of their size, as mathematics libraries of two machines do.
std::vector<ReportDifference> report_differences(const nlohmann::json &a, const nlohmann::json &b);

/// In words; at most twenty of them.
std::string described(const std::vector<ReportDifference> &differences, const std::string &name_a,
                      const std::string &name_b);

} // namespace apps
