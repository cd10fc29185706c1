// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/validation/validation.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace apps {

/// Rows as they travel between processes, whole and exact, and back.
nlohmann::ordered_json rows_json(const std::vector<ValidationRow> &rows);
std::vector<ValidationRow> rows_of(const nlohmann::ordered_json &json);

} // namespace apps
