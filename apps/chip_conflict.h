// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/device_conflict.h"
#include "models/chip_spec.h"

namespace apps {

/// Keys of chip.* that disagree or whose text is no list of units.
std::optional<Conflict> chip_conflict(const cim::ChipSpec &chip);

} // namespace apps
