// SPDX-License-Identifier: Apache-2.0
#include "nn/data/augment.h"

#include <Random123/philox.h>

#include <cstddef>
#include <cstring>

namespace nn {
namespace {

constexpr std::uint32_t augmentation_stream = 0x61756730; ///< keeps these draws apart from others
constexpr int largest_shift = 2;

} // namespace

Augmentation draw_augmentation(std::uint64_t seed, int epoch, std::int64_t image) {
    const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    const auto number = static_cast<std::uint64_t>(image);
    const r123::Philox4x32::ctr_type counter{
        {low(number), low(number >> 32), static_cast<std::uint32_t>(epoch), augmentation_stream}};
    const r123::Philox4x32::key_type key{{low(seed), low(seed >> 32)}};
    const r123::Philox4x32::ctr_type draw = r123::Philox4x32()(counter, key);
    const auto shift = [](std::uint32_t bits) { // even over -2 ... 2, but for one part in 2^32
        constexpr std::uint64_t values = 2 * largest_shift + 1;
        return static_cast<int>((bits * values) >> 32) - largest_shift;
    };
    return {shift(draw[0]), shift(draw[1]), (draw[2] & 1) != 0};
}

void augment(Shape shape, const Augmentation &change, const std::uint8_t *in, std::uint8_t *out) {
    const auto pixel = static_cast<std::size_t>(shape.channels);
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x, out += pixel) {
            const int from_y = y - change.dy;
            const int moved_x = x - change.dx;
            const int from_x = change.mirror ? shape.width - 1 - moved_x : moved_x;
            if (from_y >= 0 && from_y < shape.height && from_x >= 0 && from_x < shape.width)
                std::memcpy(out,
                            in + static_cast<std::size_t>(from_y * shape.width + from_x) * pixel,
                            pixel);
            else
                std::memset(out, 0, pixel);
        }
}

} // namespace nn
