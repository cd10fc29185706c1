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
    if (op.kernel_height == 1 && op.kernel_width == 1 && op.stride_height == 1 &&
        op.stride_width == 1 && op.padding_top == 0 && op.padding_left == 0 &&
        op.out.pixels() == op.in.pixels())
        return in;
    rows_.resize(static_cast<std::size_t>(op.out.pixels()) * static_cast<std::size_t>(op.rows()) +
                 word);
    std::uint8_t *to = rows_.data();
    if (op.dilation_height != 1 || op.dilation_width != 1) {
        for (int oy = 0; oy < op.out.height; ++oy)
            for (int ox = 0; ox < op.out.width; ++ox, to += op.rows())
                gather_window(op, in, oy, ox, to);
        return rows_.data();
    }

    // Planes as large as the windows reach; what they do not reach of the map is left out.
    const int channels = op.in.channels;
    const int width = (op.out.width - 1) * op.stride_width + op.kernel_width;
    const int height = (op.out.height - 1) * op.stride_height + op.kernel_height;
    const int plane = height * width;
    const int rows_in = std::min(op.in.height, height - op.padding_top);
    const int columns_in = std::min(op.in.width, width - op.padding_left);
    planes_.assign(static_cast<std::size_t>(channels) * static_cast<std::size_t>(plane) + word, 0);
    for (int channel = 0; channel < channels; ++channel) {
        std::uint8_t *start = planes_.data() + std::ptrdiff_t{channel} * plane;
        if (!op.padding_values.empty())
            std::fill_n(start, plane, op.padding_values[static_cast<std::size_t>(channel)]);
        for (int y = 0; y < rows_in; ++y) {
            const std::uint8_t *from = in + std::ptrdiff_t{y} * op.in.width * channels + channel;
            std::uint8_t *line = start + (op.padding_top + y) * width + op.padding_left;
            for (int x = 0; x < columns_in; ++x, from += channels)
                line[x] = *from;
        }
    }

    for (int oy = 0; oy < op.out.height; ++oy)
        for (int ox = 0; ox < op.out.width; ++ox) {
            const std::uint8_t *from =
                planes_.data() + oy * op.stride_height * width + ox * op.stride_width;
            for (int channel = 0; channel < channels; ++channel, from += plane)
                for (int ky = 0; ky < op.kernel_height; ++ky, to += op.kernel_width)
                    copy_taps(to, from + ky * width, op.kernel_width);
        }
    return rows_.data();
}

} // namespace nn
