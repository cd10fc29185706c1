// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/report/warnings.h"

namespace apps {

/// Those of warnings_of() that are due for the `search` part of a report.
std::vector<Warning> search_warnings(const nlohmann::ordered_json &search);

/// Likewise for the `sweep` part.
std::vector<Warning> sweep_warnings(const Config &config, const nlohmann::ordered_json &sweep);

} // namespace apps
