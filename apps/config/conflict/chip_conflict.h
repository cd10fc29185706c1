// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/conflict/conflict.h"

#include <optional>

namespace apps {

/// Keys of chip.* that disagree or whose text is no list of units, and wires or cells that a chip's
/// arrays do not take.
std::optional<Conflict> chip_conflict(const Config &config);

} // namespace apps
