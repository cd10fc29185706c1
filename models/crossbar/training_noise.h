// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

#include <cstdint>

namespace cim {

/// Replaces a matrix of integer weights (as floats) by what its programmed cells stand for: slices,
/// sign encoding, programming variation and stuck cells of `device`. For noise-aware training. Pure
/// in (seed, draw, matrix).
void disturb_weights(const ArraySpec &array, const DeviceSpec &device, std::uint64_t seed,
                     std::uint64_t draw, int matrix, int rows, int cols, int bits, float *weights);

} // namespace cim
