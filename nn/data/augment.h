// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <cstdint>

namespace nn {

/// How one training image is changed: moved by (dx, dy) pixels and perhaps mirrored left to right.
struct Augmentation {
    int dx = 0, dy = 0; ///< -2 ... 2; content moves right and down
    bool mirror = false;
};

/// The change of image `image` in epoch `epoch`: a pure function of its arguments (Philox counter).
Augmentation draw_augmentation(std::uint64_t seed, int epoch, std::int64_t image);

/// Writes the changed image, same shape, height x width x channels; what moves in is zero. `in` and
/// `out` do not overlap.
void augment(Shape shape, const Augmentation &change, const std::uint8_t *in, std::uint8_t *out);

} // namespace nn
