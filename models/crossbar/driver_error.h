// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"
#include "models/numerics/random.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Voltage of each word line's driver over its nominal one (pe.driver_sigma), once a chip.
std::vector<float> driver_gains(const PeSpec &pe, const ChipDraw &chip, std::uint32_t array,
                                int rows);

/// What each digit draws from a cell, in digits: the taps of the ladder that an array's drivers
/// share are off by pe.dac_inl_lsb, drawn once a chip, and the current of a cell with
/// device.nonlinearity_v bends with the voltage (as much as the largest digit nominally has). Digit
/// 0 draws nothing. Empty where every digit draws what it says.
std::vector<double> digit_currents(const PeSpec &pe, const DeviceSpec &device, const ChipDraw &chip,
                                   std::uint32_t array);

} // namespace cim
