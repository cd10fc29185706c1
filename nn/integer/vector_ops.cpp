// SPDX-License-Identifier: Apache-2.0
#include "nn/base/softmax.h"
#include "nn/integer/ops/pixel.h"
#include "nn/integer/to_code.h"

#include <cstddef>

namespace nn {
namespace {

/// requantise() of codes of a byte.
void requantise_bytes(const QuantizedOp &op, float unit, const std::int32_t *acc,
                      const std::uint8_t *residual, std::uint8_t *out) {
    const float top = largest_code(op.output_bits);
    const float *scale = op.scale.data();
    const float *bias = op.bias.data();
    const int cols = op.cols();
    const auto value = [&](int i) {
        return static_cast<float>(acc[i]) * (unit * scale[i]) + bias[i];
    };
    const auto with_residual = [&](int i) {
        return value(i) + static_cast<float>(residual[i]) * op.residual_scale;
    };
    const auto code = [&](float x) { return static_cast<std::uint8_t>(to_code(x, top)); };
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
    const float top = largest_code(op.output_bits);
    for (int i = 0; i < cols; ++i) {
        const auto c = static_cast<std::size_t>(i);
        float value =
            static_cast<float>(sum_of_products(op, acc, i)) * (unit * op.scale[c]) + op.bias[c];
        if (residual)
            value +=
                static_cast<float>(map_code(residual, cols, i, residual_bytes)) * op.residual_scale;
        put_map_code(to_code(activated(op, value, c), top), cols, i, bytes, out);
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

void vector_pixel(const QuantizedOp &op, const InputMaps &maps, int oy, int ox, std::uint8_t *out) {
    op.kind->pixel(op, maps, oy, ox, out);
}

void vector_logits(const QuantizedOp &op, const InputMaps &maps, float *logits) {
    const std::vector<float> found = op.kind->values(op, maps, 0, 0);
    for (std::size_t c = 0; c < found.size(); ++c)
        logits[c] = op.activation.of(found[c], c);
    if (op.softmax)
        softmax(logits, 1, op.out.channels, logits);
}

} // namespace nn
