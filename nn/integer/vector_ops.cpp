// SPDX-License-Identifier: Apache-2.0
#include "nn/base/softmax.h"
#include "nn/integer/quantized_network.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace nn {
namespace {

using Maps = std::vector<const std::uint8_t *>;

/// Clips to 0 ... top, rounds to nearest even. The order is free: top is an integer.
/// What is no number (infinity less infinity, in an activation of several steps) is code 0.
std::int32_t quantise(float value, float top) {
    return static_cast<std::int32_t>(std::nearbyint(std::min(std::max(0.0F, value), top)));
}

float largest(int bits) { return static_cast<float>((1 << bits) - 1); }

/// A value of a channel behind the op's activation.
float activated(const QuantizedOp &op, float value, std::size_t channel) {
    return op.activation.clips_only() ? value
                                      : op.activation.of(value, channel) * op.gain + op.zero;
}

int tap_y(const QuantizedOp &op, int oy, int ky) {
    return oy * op.stride_height + ky * op.dilation_height - op.padding_top;
}
int tap_x(const QuantizedOp &op, int ox, int kx) {
    return ox * op.stride_width + kx * op.dilation_width - op.padding_left;
}
bool inside(const QuantizedOp &op, int y, int x) {
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

/// Taps of an average that count: on the map, or on what counts around it.
int counted_taps(const QuantizedOp &op, int oy, int ox) {
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

/// The codes of one pixel of input `input`.
class Pixel {
  public:
    Pixel(const QuantizedOp &op, const Maps &maps, std::size_t input, std::ptrdiff_t pixel,
          int channels)
        : channels_(channels), bytes_(op.input_bytes(input)),
          first_(maps[input] + pixel * channels * bytes_) {}

    float operator[](std::size_t channel) const {
        return static_cast<float>(map_code(first_, channels_, static_cast<int>(channel), bytes_));
    }

  private:
    int channels_, bytes_;
    const std::uint8_t *first_;
};

std::vector<float> average(const QuantizedOp &op, const std::uint8_t *in, int oy, int ox) {
    const auto channels = static_cast<std::size_t>(op.out.channels);
    std::vector<std::int64_t> sums(channels);
    const int bytes = op.input_bytes();
    each_tap(op, in, oy, ox, [&](const std::uint8_t *tap) {
        for (std::size_t c = 0; c < channels; ++c)
            sums[c] += map_code(tap, op.in.channels, static_cast<int>(c), bytes);
    });
    const float scale = op.scale[0] * (static_cast<float>(op.kernel_height * op.kernel_width) /
                                       static_cast<float>(counted_taps(op, oy, ox)));
    std::vector<float> values(channels);
    for (std::size_t c = 0; c < channels; ++c)
        values[c] = static_cast<float>(sums[c]) * scale + op.bias[0];
    return values;
}

std::vector<float> selected(const QuantizedOp &op, const Maps &maps, int oy, int ox) {
    std::vector<float> values(op.bias);
    const std::ptrdiff_t pixel = tap_y(op, oy, 0) * op.in.width + tap_x(op, ox, 0);
    for (std::size_t c = 0; c < values.size(); ++c) {
        const QuantizedOp::Channel from = op.channels[c];
        if (from.input >= 0) {
            const auto input = static_cast<std::size_t>(from.input);
            const Pixel codes(op, maps, input, pixel, op.input_channels[input]);
            values[c] += codes[static_cast<std::size_t>(from.channel)] * op.scale[c];
        }
    }
    return values;
}

std::vector<float> normalised(const QuantizedOp &op, const Pixel &pixel) {
    std::vector<float> x(op.bias), y(x.size());
    for (std::size_t c = 0; c < x.size(); ++c)
        x[c] += pixel[c] * op.scale[c];
    response_norm(op.response, op.out.channels, 1, x.data(), y.data());
    for (float &value : y)
        value = value * op.gain + op.zero;
    return y;
}

/// Of two maps, or of one and a pixel that is for all of them.
std::vector<float> product(const QuantizedOp &op, const Maps &maps, std::ptrdiff_t pixel) {
    const Pixel a(op, maps, 0, pixel, op.out.channels);
    const Pixel b(op, maps, 1, op.channelwise ? 0 : pixel, op.out.channels);
    std::vector<float> values(static_cast<std::size_t>(op.out.channels));
    for (std::size_t c = 0; c < values.size(); ++c)
        values[c] =
            (a[c] * op.scale[0] + op.bias[0]) * (b[c] * op.scale[1] + op.bias[1]) * op.gain +
            op.zero;
    return values;
}

/// One output pixel of an op that is no matrix product and no largest, before its activation.
std::vector<float> values(const QuantizedOp &op, const Maps &maps, int oy, int ox) {
    if (op.kind == OpKind::AveragePool)
        return average(op, maps[0], oy, ox);
    if (op.kind == OpKind::Select)
        return selected(op, maps, oy, ox);
    const std::ptrdiff_t pixel = std::ptrdiff_t{oy} * op.out.width + ox;
    if (op.kind == OpKind::ResponseNorm)
        return normalised(op, {op, maps, 0, pixel, op.out.channels});
    if (op.kind == OpKind::Multiply)
        return product(op, maps, pixel);
    std::vector<float> sums(static_cast<std::size_t>(op.out.channels), 0.0F);
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const Pixel codes(op, maps, i, pixel, op.out.channels);
        for (std::size_t c = 0; c < sums.size(); ++c)
            sums[c] += codes[c] * op.scale[i];
    }
    for (float &sum : sums)
        sum += op.bias[0];
    return sums;
}

/// requantise() of codes of a byte.
void requantise_bytes(const QuantizedOp &op, float unit, const std::int32_t *acc,
                      const std::uint8_t *residual, std::uint8_t *out) {
    const float top = largest(op.output_bits);
    const float *scale = op.scale.data();
    const float *bias = op.bias.data();
    const int cols = op.cols();
    const auto value = [&](int i) {
        return static_cast<float>(acc[i]) * (unit * scale[i]) + bias[i];
    };
    const auto with_residual = [&](int i) {
        return value(i) + static_cast<float>(residual[i]) * op.residual_scale;
    };
    const auto code = [&](float x) { return static_cast<std::uint8_t>(quantise(x, top)); };
    if (!op.activation.clips_only())
        for (int i = 0; i < cols; ++i)
            out[i] = code(
                activated(op, residual ? with_residual(i) : value(i), static_cast<std::size_t>(i)));
    else if (residual)
        for (int i = 0; i < cols; ++i)
            out[i] = code(with_residual(i));
    else
        for (int i = 0; i < cols; ++i)
            out[i] = code(value(i));
}

} // namespace

void gather_window(const QuantizedOp &op, const std::uint8_t *in, int oy, int ox,
                   std::uint8_t *row) {
    const int channels = op.in.channels * op.input_bytes();
    for (int channel = 0; channel < channels; ++channel) {
        const std::uint8_t padding = op.padding_values.empty()
                                         ? std::uint8_t{0}
                                         : op.padding_values[static_cast<std::size_t>(channel)];
        for (int ky = 0; ky < op.kernel_height; ++ky)
            for (int kx = 0; kx < op.kernel_width; ++kx) {
                const int y = tap_y(op, oy, ky), x = tap_x(op, ox, kx);
                *row++ =
                    inside(op, y, x) ? in[(y * op.in.width + x) * channels + channel] : padding;
            }
    }
}

void requantise(const QuantizedOp &op, float unit, const std::int32_t *acc,
                const std::uint8_t *residual, std::uint8_t *out) {
    const int cols = op.cols(), bytes = op.output_bytes();
    const int residual_bytes = residual ? op.input_bytes(1) : 1;
    if (bytes == 1 && residual_bytes == 1 && op.input_bytes() == 1) {
        requantise_bytes(op, unit, acc, residual, out);
        return;
    }
    const float top = largest(op.output_bits);
    for (int i = 0; i < cols; ++i) {
        const auto c = static_cast<std::size_t>(i);
        float value =
            static_cast<float>(sum_of_products(op, acc, i)) * (unit * op.scale[c]) + op.bias[c];
        if (residual)
            value +=
                static_cast<float>(map_code(residual, cols, i, residual_bytes)) * op.residual_scale;
        put_map_code(quantise(activated(op, value, c), top), cols, i, bytes, out);
    }
}

void dequantise(const QuantizedOp &op, float unit, const std::int32_t *acc, float *logits) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(op.cols()); ++i)
        logits[i] =
            op.activation.of(static_cast<float>(sum_of_products(op, acc, static_cast<int>(i))) *
                                     (unit * op.scale[i]) +
                                 op.bias[i],
                             i);
    if (op.softmax)
        softmax(logits, 1, op.cols(), logits);
}

void vector_pixel(const QuantizedOp &op, const Maps &maps, int oy, int ox, std::uint8_t *out) {
    if (op.kind == OpKind::MaxPool) {
        const int channels = op.out.channels, bytes = op.output_bytes(); // those of the input
        std::fill_n(out, channels * bytes, std::uint8_t{0});
        each_tap(op, maps[0], oy, ox, [&](const std::uint8_t *tap) {
            for (int c = 0; c < channels; ++c)
                put_map_code(
                    std::max(map_code(out, channels, c, bytes), map_code(tap, channels, c, bytes)),
                    channels, c, bytes, out);
        });
        return;
    }
    const float top = largest(op.output_bits);
    const std::vector<float> found = values(op, maps, oy, ox);
    for (std::size_t c = 0; c < found.size(); ++c)
        put_map_code(quantise(activated(op, found[c], c), top), op.out.channels,
                     static_cast<int>(c), op.output_bytes(), out);
}

void vector_logits(const QuantizedOp &op, const Maps &maps, float *logits) {
    const std::vector<float> found = values(op, maps, 0, 0);
    for (std::size_t c = 0; c < found.size(); ++c)
        logits[c] = op.activation.of(found[c], c);
    if (op.softmax)
        softmax(logits, 1, op.out.channels, logits);
}

} // namespace nn
