// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a list for layers' cells or converters, or an entry of it, would need: layers that have
/// them. Nothing: it does act, or may.
std::optional<std::string> need_of_converters(const Config &config, const std::string &key);

} // namespace apps
