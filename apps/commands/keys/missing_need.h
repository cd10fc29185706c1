// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a key would need to act on a command; nothing if it does act, or what it needs may vary.
std::optional<std::string> missing_need(const Config &config, const std::string &key,
                                        const std::string &command);

} // namespace apps
