// SPDX-License-Identifier: Apache-2.0
#include "nn/input.h"

namespace nn {

void load_pixels(const Shape &shape, const std::uint8_t *image, bool flat, float *pixels) {
    constexpr float unit = 1.0f / 255;
    if (flat && shape.channels > 1) {
        for (int c = 0; c < shape.channels; ++c)
            for (int p = 0; p < shape.pixels(); ++p)
                *pixels++ = static_cast<float>(image[p * shape.channels + c]) * unit;
        return;
    }
    for (int i = 0; i < shape.size(); ++i)
        pixels[i] = static_cast<float>(image[i]) * unit;
}

} // namespace nn
