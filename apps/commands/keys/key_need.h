// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <optional>
#include <string>

namespace apps {

/// What a key would need another one to be; nothing if that is so already, or may vary.
std::optional<std::string> need_of_another_key(const Config &config, const std::string &key);

} // namespace apps
