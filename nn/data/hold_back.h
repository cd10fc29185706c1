// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"

#include <cstdint>

namespace nn {

/// The first training images are never held back (so many, but no more than three quarters), so
/// that what reads the first ones for calibration reads the same with any split.
inline constexpr int always_trained_on = 1024;

/// Takes `share` (at most 1/2) of the training images, drawn from `seed` among those behind the
/// first, out of data.train and puts them into data.held_back, both in the order that they had. The
/// same images for the same seed, share and number of training images. Throws std::invalid_argument
/// when that is no image.
Dataset hold_back(Dataset data, double share, std::uint64_t seed);

} // namespace nn
