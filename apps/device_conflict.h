// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config.h"

#include <optional>
#include <string>
#include <vector>

namespace apps {

/// Keys that disagree, and how.
struct Conflict {
    std::vector<std::string> keys;
    std::string sentence;
};

/// What is wrong with device.*, alone or together with the arrays' cells.
std::optional<Conflict> device_conflict(const Config &config);

} // namespace apps
