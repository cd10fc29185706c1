// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/require.h"

#include <cmath>
#include <stdexcept>

namespace nn {

std::string text(Shape shape) {
    return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
           std::to_string(shape.width);
}

void require(bool fits, const QuantizedOp &op, const std::string &sentence) {
    if (!fits)
        throw std::invalid_argument("op " + op.name + ": " + sentence);
}

void require_finite(const QuantizedOp &op, const std::vector<float> &values, std::size_t count,
                    const std::string &what) {
    require(values.size() == count, op,
            std::to_string(values.size()) + " values of " + what + ", expected " +
                std::to_string(count));
    for (const float value : values)
        require(std::isfinite(value), op, what + " is not finite");
}

void require_padding_pixel(const QuantizedOp &op) {
    const int pixel = op.in.channels * op.input_bytes();
    require(op.padding_values.empty() ||
                op.padding_values.size() == static_cast<std::size_t>(pixel),
            op,
            std::to_string(op.padding_values.size()) + " padding values, expected " +
                (op.input_bytes() == 1 ? "one a channel" : "two a channel"));
}

void require_heads(const QuantizedOp &op) {
    require(op.heads > 0 && op.out.channels % op.heads == 0, op,
            std::to_string(op.heads) + " heads must divide the channels of output shape " +
                text(op.out));
}

void require_zero_codes(const QuantizedOp &op) {
    require(op.zero_codes.size() == op.inputs.size(), op,
            std::to_string(op.zero_codes.size()) + " codes of zero, expected one an input");
    for (std::size_t i = 0; i < op.zero_codes.size(); ++i) {
        const int bits = op.bits_of_inputs.empty() ? op.input_bits : op.bits_of_inputs[i];
        require(op.zero_codes[i] >= 0 && op.zero_codes[i] < 1 << bits, op,
                "a code of zero that its input does not have");
    }
}

void require_same_channels(const QuantizedOp &op) {
    require(op.out.channels == op.in.channels, op,
            "output shape " + text(op.out) + " must have the channels of input shape " +
                text(op.in));
}

void require_no_window(const QuantizedOp &op, const std::string &kinds) {
    require(op.kernel_height == 1 && op.kernel_width == 1, op, kinds + " have no window");
}

void require_same_shape(const QuantizedOp &op, const std::string &kinds) {
    require_same_channels(op);
    require_no_window(op, kinds);
    require(op.in.height == op.out.height && op.in.width == op.out.width, op,
            "output shape " + text(op.out) + ", expected " + text(op.in));
}

} // namespace nn
