// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a key of search.* would need to act with the other values of this config; nothing if it
/// acts, or if its value leaves out what it is of.
std::optional<std::string> missing_search_need(const Config &config, const std::string &key);

} // namespace apps
