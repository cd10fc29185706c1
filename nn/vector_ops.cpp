// SPDX-License-Identifier: Apache-2.0
#include "nn/quantized_network.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace nn {
namespace {

/// Clips to 0 ... top, rounds to nearest even. The order is free: top is an integer.
std::uint8_t quantise(float value, float top) {
    return static_cast<std::uint8_t>(std::nearbyint(std::min(std::max(value, 0.0F), top)));
}

float largest(int bits) { return static_cast<float>((1 << bits) - 1); }

/// Calls visit(pixel of `in`) for every tap of the window that is not padding.
template <class Visit>
void each_tap(const QuantizedOp &op, const std::uint8_t *in, int oy, int ox, Visit &&visit) {
    for (int ky = 0; ky < op.kernel_height; ++ky)
        for (int kx = 0; kx < op.kernel_width; ++kx) {
            const int y = oy * op.stride + ky - op.padding;
            const int x = ox * op.stride + kx - op.padding;
            if (y >= 0 && y < op.in.height && x >= 0 && x < op.in.width)
                visit(in + std::ptrdiff_t{y * op.in.width + x} * op.in.channels);
        }
}

} // namespace

void gather_window(const QuantizedOp &op, const std::uint8_t *in, int oy, int ox,
                   std::uint8_t *row) {
    for (int channel = 0; channel < op.in.channels; ++channel)
        for (int ky = 0; ky < op.kernel_height; ++ky)
            for (int kx = 0; kx < op.kernel_width; ++kx) {
                const int y = oy * op.stride + ky - op.padding;
                const int x = ox * op.stride + kx - op.padding;
                const bool inside = y >= 0 && y < op.in.height && x >= 0 && x < op.in.width;
                *row++ = inside ? in[(y * op.in.width + x) * op.in.channels + channel] : 0;
            }
}

void requantise(const QuantizedOp &op, float unit, const std::int32_t *acc,
                const std::uint8_t *residual, std::uint8_t *out) {
    const float top = largest(op.output_bits);
    const float *scale = op.scale.data();
    const float *bias = op.bias.data();
    const int cols = op.cols();
    if (residual)
        for (int i = 0; i < cols; ++i)
            out[i] = quantise(static_cast<float>(acc[i]) * (unit * scale[i]) + bias[i] +
                                  static_cast<float>(residual[i]) * op.residual_scale,
                              top);
    else
        for (int i = 0; i < cols; ++i)
            out[i] = quantise(static_cast<float>(acc[i]) * (unit * scale[i]) + bias[i], top);
}

void dequantise(const QuantizedOp &op, float unit, const std::int32_t *acc, float *logits) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(op.cols()); ++i)
        logits[i] = static_cast<float>(acc[i]) * (unit * op.scale[i]) + op.bias[i];
}

void pool_or_add(const QuantizedOp &op, const std::uint8_t *a, const std::uint8_t *b, int oy,
                 int ox, std::uint8_t *out) {
    const int channels = op.out.channels;
    const float top = largest(op.output_bits);
    if (op.kind == OpKind::Add) {
        const std::ptrdiff_t pixel = std::ptrdiff_t{oy * op.out.width + ox} * channels;
        for (int i = 0; i < channels; ++i)
            out[i] = quantise(static_cast<float>(a[pixel + i]) * op.scale[0] +
                                  static_cast<float>(b[pixel + i]) * op.scale[1],
                              top);
    } else if (op.kind == OpKind::MaxPool) {
        std::fill_n(out, channels, std::uint8_t{0});
        each_tap(op, a, oy, ox, [&](const std::uint8_t *tap) {
            for (int i = 0; i < channels; ++i)
                out[i] = std::max(out[i], tap[i]);
        });
    } else {
        std::vector<std::int32_t> sums(static_cast<std::size_t>(channels));
        std::int32_t *sum = sums.data();
        each_tap(op, a, oy, ox, [&](const std::uint8_t *tap) {
            for (int i = 0; i < channels; ++i)
                sum[i] += tap[i];
        });
        for (int i = 0; i < channels; ++i)
            out[i] = quantise(static_cast<float>(sum[i]) * op.scale[0], top);
    }
}

} // namespace nn
