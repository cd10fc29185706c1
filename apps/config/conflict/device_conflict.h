// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/conflict/conflict.h"

#include <optional>

namespace apps {

/// What is wrong with device.*, alone or together with the arrays' cells.
std::optional<Conflict> device_conflict(const Config &config);

} // namespace apps
