// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <cstddef>
#include <cstdint>

namespace nn {

/// Where tap (ky, kx) of the window of output pixel (oy, ox) falls on the input map.
inline int tap_y(const QuantizedOp &op, int oy, int ky) {
    return oy * op.stride_height + ky * op.dilation_height - op.padding_top;
}
inline int tap_x(const QuantizedOp &op, int ox, int kx) {
    return ox * op.stride_width + kx * op.dilation_width - op.padding_left;
}
inline bool inside(const QuantizedOp &op, int y, int x) {
    return y >= 0 && y < op.in.height && x >= 0 && x < op.in.width;
}

/// Calls visit(pixel of `in`) for every tap of the window that is not padding.
template <class Visit>
void each_tap(const QuantizedOp &op, const std::uint8_t *in, int oy, int ox, Visit &&visit) {
    const std::ptrdiff_t pixel = std::ptrdiff_t{op.in.channels} * op.input_bytes();
    for (int ky = 0; ky < op.kernel_height; ++ky)
        for (int kx = 0; kx < op.kernel_width; ++kx) {
            const int y = tap_y(op, oy, ky), x = tap_x(op, ox, kx);
            if (inside(op, y, x))
                visit(in + (y * op.in.width + x) * pixel);
        }
}

/// Taps of a pooling that count: on the map, or on the zeros that count around it.
inline int counted_taps(const QuantizedOp &op, int oy, int ox) {
    int rows = 0, columns = 0;
    for (int ky = 0; ky < op.kernel_height; ++ky) {
        const int y = tap_y(op, oy, ky);
        rows += y >= -op.counted.top && y < op.in.height + op.counted.bottom;
    }
    for (int kx = 0; kx < op.kernel_width; ++kx) {
        const int x = tap_x(op, ox, kx);
        columns += x >= -op.counted.left && x < op.in.width + op.counted.right;
    }
    return rows * columns;
}

/// The codes of one pixel of input `input`, whose map has so many channels.
class Pixel {
  public:
    Pixel(const QuantizedOp &op, const InputMaps &maps, std::size_t input, std::ptrdiff_t pixel,
          int channels)
        : channels_(channels), bytes_(op.input_bytes(input)),
          first_(maps[input] + pixel * channels * bytes_) {}
    /// In the place of output pixel (oy, ox), of an input of its shape.
    Pixel(const QuantizedOp &op, const InputMaps &maps, std::size_t input, int oy, int ox)
        : Pixel(op, maps, input, std::ptrdiff_t{oy} * op.out.width + ox, op.out.channels) {}

    std::int32_t code(std::size_t channel) const {
        return map_code(first_, channels_, static_cast<int>(channel), bytes_);
    }
    float operator[](std::size_t channel) const { return static_cast<float>(code(channel)); }

  private:
    int channels_, bytes_;
    const std::uint8_t *first_;
};

} // namespace nn
