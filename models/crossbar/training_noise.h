// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

#include <cstdint>

namespace cim {

/// Integer weights (as floats) of the given bits, rows x cols, in training.
struct TrainedWeights {
    int matrix; ///< its number
    int rows, cols, bits;
    float *values;
};

/// Which noise of a training: its seed, and the number of the draw.
struct TrainingDraw {
    std::uint64_t seed, number;
};

/// Replaces weights by what their programmed cells stand for: slices, sign encoding, programming
/// variation and stuck cells of `device`. For noise-aware training. Pure in (draw, weights.matrix).
void disturb_weights(const ArraySpec &array, const DeviceSpec &device, const TrainingDraw &draw,
                     const TrainedWeights &weights);

} // namespace cim
