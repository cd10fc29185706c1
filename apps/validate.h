// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config.h"

#include <map>
#include <string>

namespace apps {

/// Checks what takes more than one key to see. Throws ConfigError naming the keys that disagree,
/// after the place (of `where`: key to "file:line") that gave the first of them its value.
void validate(const Config &config, const std::map<std::string, std::string> &where = {});

} // namespace apps
