// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <cstdint>

namespace nn {

/// How far training images of a shape are changed, in pixels: the field's shift on CIFAR-10 is 4
/// (He et al. 2015, section 4.2), its cutout 16 (DeVries and Taylor 2017, table 1).
struct AugmentationSpec {
    Shape shape;
    int shift = 2;  ///< largest, in either direction
    int cutout = 0; ///< side of a square that is blotted out; 0: none
};

/// How one training image is changed: moved by (dx, dy) pixels, perhaps mirrored left to right, and
/// then blotted out in a square, of which only part may lie on the image.
struct Augmentation {
    int dx = 0, dy = 0; ///< content moves right and down
    bool mirror = false;
    int hole = 0, hole_x = 0, hole_y = 0; ///< side of the square, and its upper left pixel
};

/// The change of image `image` in epoch `epoch`: a pure function of its arguments (Philox counter).
/// Shifts are even over -shift ... shift, the middle of the square over the pixels of the image.
Augmentation draw_augmentation(const AugmentationSpec &spec, std::uint64_t seed, int epoch,
                               std::int64_t image);

/// Writes the changed image, same shape, height x width x channels; what moves in is zero, and so
/// is the square. `in` and `out` do not overlap.
void augment(Shape shape, const Augmentation &change, const std::uint8_t *in, std::uint8_t *out);

} // namespace nn
