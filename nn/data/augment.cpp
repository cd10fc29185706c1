// SPDX-License-Identifier: Apache-2.0
#include "nn/data/augment.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace nn {
namespace {

constexpr std::uint32_t augmentation_stream = 0x61756730; ///< keeps these draws apart from others

void blot_out(Shape shape, const Augmentation &change, std::uint8_t *image) {
    const auto pixel = static_cast<std::size_t>(shape.channels);
    const int left = std::max(change.hole_x, 0);
    const int right = std::min(change.hole_x + change.hole, shape.width);
    const int bottom = std::min(change.hole_y + change.hole, shape.height);
    for (int y = std::max(change.hole_y, 0); y < bottom && left < right; ++y)
        std::memset(image + static_cast<std::size_t>(y * shape.width + left) * pixel, 0,
                    static_cast<std::size_t>(right - left) * pixel);
}

} // namespace

Augmentation draw_augmentation(const AugmentationSpec &spec, std::uint64_t seed, int epoch,
                               std::int64_t image) {
    const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    const auto number = static_cast<std::uint64_t>(image);
    const r123::Philox4x32::ctr_type counter{
        {low(number), low(number >> 32), static_cast<std::uint32_t>(epoch), augmentation_stream}};
    const r123::Philox4x32::key_type key{{low(seed), low(seed >> 32)}};
    const r123::Philox4x32::ctr_type draw = r123::Philox4x32()(counter, key);
    const auto shift = [&](std::uint32_t bits) { // even, but for one part in 2^32
        const auto values = static_cast<std::uint64_t>(2 * spec.shift + 1);
        return static_cast<int>((bits * values) >> 32) - spec.shift;
    };
    const auto corner = [&](std::uint32_t bits, int size) { // even, but for one part in 2^16
        return static_cast<int>(((bits & 0xffff) * static_cast<std::uint64_t>(size)) >> 16) -
               spec.cutout / 2;
    };
    return {shift(draw[0]),
            shift(draw[1]),
            (draw[2] & 1) != 0,
            spec.cutout,
            corner(draw[3], spec.shape.width),
            corner(draw[3] >> 16, spec.shape.height)};
}

void augment(Shape shape, const Augmentation &change, const std::uint8_t *in, std::uint8_t *out) {
    const auto pixel = static_cast<std::size_t>(shape.channels);
    std::uint8_t *to = out;
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x, to += pixel) {
            const int from_y = y - change.dy;
            const int moved_x = x - change.dx;
            const int from_x = change.mirror ? shape.width - 1 - moved_x : moved_x;
            if (from_y >= 0 && from_y < shape.height && from_x >= 0 && from_x < shape.width)
                std::memcpy(to,
                            in + static_cast<std::size_t>(from_y * shape.width + from_x) * pixel,
                            pixel);
            else
                std::memset(to, 0, pixel);
        }
    blot_out(shape, change, out);
}

} // namespace nn
