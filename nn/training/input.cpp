// SPDX-License-Identifier: Apache-2.0
#include "nn/training/input.h"

#include <cstddef>

namespace nn {

void load_pixels(const Shape &shape, const std::uint8_t *image, const Normalisation &normalisation,
                 bool flat, float *pixels) {
    const int channels = shape.channels, count = shape.pixels();
    for (int c = 0; c < channels; ++c) {
        const float unit = normalisation.unit(c), zero = normalisation.zero(c);
        for (int p = 0; p < count; ++p)
            pixels[flat ? c * count + p : p * channels + c] =
                (static_cast<float>(image[p * channels + c]) - zero) * unit;
    }
}

} // namespace nn
