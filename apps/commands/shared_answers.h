// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/workers/pool.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace apps {

/// What a worker of a pool answers: the JSON that `work` yields, or what it refuses (ConfigError,
/// std::invalid_argument).
std::string shared_answer(const std::function<nlohmann::ordered_json()> &work);

/// That JSON. Throws ConfigError for what was refused, std::runtime_error for what failed.
nlohmann::ordered_json answer_in(const search::Reply &reply);

} // namespace apps
