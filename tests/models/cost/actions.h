// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cost/action_energy.h"

namespace cim {

/// What each action of the chip's arrays and converters takes.
inline ActionEnergy actions(const ChipSpec &chip, const DeviceSpec &device = {}) {
    return {chip, device, chip.tile.array, chip.tile.adc};
}

} // namespace cim
