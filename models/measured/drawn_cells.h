// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Conductances, uS, rising, of `cells` cells that a device holds at its time_s after they were
/// asked for `target_us`; `number` names their draws. They are written as a lowest level of that
/// conductance; stuck cells and read noise are left out. Throws std::invalid_argument if the target
/// exceeds the device's highest conductance by more than a hundredth, or if the device's
/// programming error belongs to given levels (step, by-level, table).
std::vector<double> drawn_cells(const DeviceSpec &device, double target_us, int cells,
                                std::uint32_t number);

} // namespace cim
