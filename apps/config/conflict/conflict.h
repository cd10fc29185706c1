// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <map>
#include <string>
#include <vector>

namespace apps {

/// Keys that disagree, and how.
struct Conflict {
    std::vector<std::string> keys;
    std::string sentence;
};

/// Checks what takes more than one key to see. Throws ConfigError naming the keys that disagree,
/// after the place (of `where`: key to "file:line") that gave the first of them its value. With
/// ConfigUse::Array what concerns a whole chip only may disagree.
void refuse_conflicts(const Config &config, ConfigUse use = ConfigUse::Chip,
                      const std::map<std::string, std::string> &where = {});

/// Throws ConfigError, likewise, when a training's genes have a choice that is more than what the
/// network of config.network has at its full size. A network of a file is checked once it is read.
void refuse_choices(const Config &config, const std::map<std::string, std::string> &where);

} // namespace apps
