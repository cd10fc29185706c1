// SPDX-License-Identifier: Apache-2.0
#include "nn/quantized_network.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace nn {
namespace {

std::string text(Shape shape) {
    return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
           std::to_string(shape.width);
}

bool same(Shape a, Shape b) {
    return a.channels == b.channels && a.height == b.height && a.width == b.width;
}

bool positive(Shape shape) { return shape.channels > 0 && shape.height > 0 && shape.width > 0; }

/// Throws with the op's name unless `fits`.
void require(bool fits, const QuantizedOp &op, const std::string &sentence) {
    if (!fits)
        throw std::invalid_argument("op " + op.name + ": " + sentence);
}

void check_finite(const QuantizedOp &op, const std::vector<float> &values, std::size_t count,
                  const std::string &what) {
    require(values.size() == count, op,
            std::to_string(values.size()) + " values of " + what + ", expected " +
                std::to_string(count));
    for (const float value : values)
        require(std::isfinite(value), op, what + " is not finite");
}

void check_inputs(const QuantizedNetwork &network, int number) {
    const QuantizedOp &op = network.ops[static_cast<std::size_t>(number)];
    const std::size_t least = op.kind == OpKind::Add ? 2 : 1;
    const std::size_t most = op.kind == OpKind::Add || op.kind == OpKind::MatMul ? 2 : 1;
    require(op.inputs.size() >= least && op.inputs.size() <= most, op,
            std::to_string(op.inputs.size()) + " inputs, expected " +
                (least == most ? std::to_string(least) : "1 or 2"));
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
        const int from = op.inputs[i];
        require(from >= -1 && from < number, op,
                "input " + std::to_string(from) + " is not an earlier op or -1 (the image)");
        const QuantizedOp *producer =
            from < 0 ? nullptr : &network.ops[static_cast<std::size_t>(from)];
        const Shape given = producer ? producer->out : network.input;
        const Shape wanted = i == 0 ? op.in : op.out;
        require(same(given, wanted), op,
                "input " + std::to_string(from) + " has shape " + text(given) + ", expected " +
                    text(wanted));
        const int bits = producer ? producer->output_bits : network.input_bits;
        require(i > 0 || bits == op.input_bits, op,
                "input " + std::to_string(from) + " has " + std::to_string(bits) +
                    " bits, expected " + std::to_string(op.input_bits));
    }
}

void check_shape(const QuantizedOp &op) {
    require(positive(op.in) && positive(op.out), op, "a shape has no size");
    require(op.kernel_height > 0 && op.kernel_width > 0 && op.stride > 0, op,
            "kernel and stride must be positive");
    require(op.padding >= 0 && op.padding < op.kernel_height && op.padding < op.kernel_width, op,
            "padding must be smaller than the kernel");
    const int height = op.in.height + 2 * op.padding - op.kernel_height;
    const int width = op.in.width + 2 * op.padding - op.kernel_width;
    require(height >= 0 && width >= 0, op, "the kernel is larger than the padded input");
    const Shape expected{op.kind == OpKind::MatMul ? op.out.channels : op.in.channels,
                         height / op.stride + 1, width / op.stride + 1};
    require(same(op.out, expected), op,
            "output shape " + text(op.out) + ", expected " + text(expected));
    require(op.output_bits >= 1 && op.output_bits <= 8, op, "output_bits must be 1 ... 8");
}

void check_weights(const QuantizedOp &op) {
    require(op.weight_bits >= 2 && op.weight_bits <= 8, op, "weight_bits must be 2 ... 8");
    require(op.groups > 0 && op.in.channels % op.groups == 0 && op.out.channels % op.groups == 0,
            op, "groups must divide input and output channels");
    const auto rows = static_cast<std::size_t>(op.rows());
    const auto cols = static_cast<std::size_t>(op.cols());
    require(op.weights.size() == rows * cols, op,
            std::to_string(op.weights.size()) + " weights, expected " +
                std::to_string(rows * cols));
    const int largest = (1 << (op.weight_bits - 1)) - 1;
    require(std::int64_t{op.rows() / op.groups} * largest * ((1 << op.input_bits) - 1) <=
                std::numeric_limits<std::int32_t>::max(),
            op, "a sum of products may exceed 32 bits");
    const std::size_t groups = static_cast<std::size_t>(op.groups);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t col = 0; col < cols; ++col) {
            const int weight = op.weights[row * cols + col];
            require(std::abs(weight) <= largest, op,
                    "weight " + std::to_string(weight) + " is beyond " +
                        std::to_string(op.weight_bits) + " bits");
            require(weight == 0 || row / (rows / groups) == col / (cols / groups), op,
                    "a weight outside its group is not zero");
        }
    check_finite(op, op.scale, cols, "scale");
    check_finite(op, op.bias, cols, "bias");
    require(std::isfinite(op.residual_scale), op, "residual_scale is not finite");
}

} // namespace

void validate(const QuantizedNetwork &network) {
    if (!positive(network.input) || network.input_bits < 1 || network.input_bits > 8)
        throw std::invalid_argument("network " + network.name +
                                    ": the input needs a size and 1 ... 8 bits");
    if (network.ops.empty() || !network.ops.back().logits)
        throw std::invalid_argument("network " + network.name +
                                    ": the last op must leave the logits");
    int matrices = 0;
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const QuantizedOp &op = network.ops[i];
        check_shape(op);
        check_inputs(network, static_cast<int>(i));
        switch (op.kind) {
        case OpKind::MatMul:
            require(op.matrix == matrices, op,
                    "matrix number " + std::to_string(op.matrix) + ", expected " +
                        std::to_string(matrices));
            ++matrices;
            check_weights(op);
            break;
        case OpKind::MaxPool:
            require(op.input_bits == op.output_bits, op, "max pooling cannot change the bits");
            break;
        case OpKind::AveragePool:
            check_finite(op, op.scale, 1, "scale");
            break;
        case OpKind::Add:
            check_finite(op, op.scale, 2, "scale");
            break;
        }
        if (op.logits) {
            require(i + 1 == network.ops.size() && op.kind == OpKind::MatMul, op,
                    "logits come from the last op, a matrix product");
            require(op.inputs.size() == 1, op, "logits take no residual");
            require(op.out.pixels() == 1 && op.out.channels == network.classes, op,
                    "logits of shape " + text(op.out) + ", expected " +
                        std::to_string(network.classes) + "x1x1");
        }
    }
}

} // namespace nn
