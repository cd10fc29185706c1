// SPDX-License-Identifier: Apache-2.0
#include "nn/im2col.h"

#include <algorithm>
#include <cstring>

namespace nn {
namespace {

constexpr std::size_t word = 8; ///< bytes that one copy may read and write beyond its end

/// Copies a kernel row. Short ones as a word: what it writes too much is written again by the
/// copies that follow.
inline void copy_taps(std::uint8_t *to, const std::uint8_t *from, int count) {
    if (static_cast<std::size_t>(count) <= word)
        std::memcpy(to, from, word);
    else
        std::memcpy(to, from, static_cast<std::size_t>(count));
}

} // namespace

const std::uint8_t *Im2col::gather(const QuantizedOp &op, const std::uint8_t *in) {
    if (op.kernel_height == 1 && op.kernel_width == 1 && op.stride == 1 && op.padding == 0)
        return in;

    const int channels = op.in.channels;
    const int width = op.in.width + 2 * op.padding;
    const int plane = (op.in.height + 2 * op.padding) * width;
    planes_.assign(static_cast<std::size_t>(channels) * static_cast<std::size_t>(plane) + word, 0);
    for (int channel = 0; channel < channels; ++channel) {
        const std::uint8_t *from = in + channel;
        std::uint8_t *to =
            planes_.data() + std::ptrdiff_t{channel} * plane + op.padding * width + op.padding;
        for (int y = 0; y < op.in.height; ++y, to += width)
            for (int x = 0; x < op.in.width; ++x, from += channels)
                to[x] = *from;
    }

    rows_.resize(static_cast<std::size_t>(op.out.pixels()) * static_cast<std::size_t>(op.rows()) +
                 word);
    std::uint8_t *to = rows_.data();
    for (int oy = 0; oy < op.out.height; ++oy)
        for (int ox = 0; ox < op.out.width; ++ox) {
            const std::uint8_t *from = planes_.data() + (oy * width + ox) * op.stride;
            for (int channel = 0; channel < channels; ++channel, from += plane)
                for (int ky = 0; ky < op.kernel_height; ++ky, to += op.kernel_width)
                    copy_taps(to, from + ky * width, op.kernel_width);
        }
    return rows_.data();
}

} // namespace nn
