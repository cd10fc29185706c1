// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/require.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn {
namespace {

constexpr std::int64_t most_sum = std::numeric_limits<std::int32_t>::max();

/// Of the bytes of an input, which are summed one by one.
int largest_byte(const QuantizedOp &op) { return (1 << std::min(op.input_bits, 8)) - 1; }

int largest_weight(const QuantizedOp &op) { return (1 << (op.weight_bits - 1)) - 1; }

void check_weights(const QuantizedOp &op) {
    const auto rows = static_cast<std::size_t>(op.rows());
    const auto cols = static_cast<std::size_t>(op.cols());
    require(op.weights.size() == rows * cols, op,
            std::to_string(op.weights.size()) + " weights, expected " +
                std::to_string(rows * cols));
    const int largest = largest_weight(op);
    const std::size_t groups = static_cast<std::size_t>(op.groups);
    std::vector<std::int64_t> sums(cols); // of sizes
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t col = 0; col < cols; ++col) {
            const int weight = op.weights[row * cols + col];
            sums[col] += std::abs(weight);
            require(std::abs(weight) <= largest, op,
                    "weight " + std::to_string(weight) + " is beyond " +
                        std::to_string(op.weight_bits) + " bits");
            require(weight == 0 || row / (rows / groups) == col / (cols / groups), op,
                    "a weight outside its group is not zero");
        }
    require(*std::max_element(sums.begin(), sums.end()) * largest_byte(op) <= most_sum, op,
            "sums of products of its weights of " + std::to_string(op.weight_bits) +
                " bits may exceed the 32 bits of an accumulator; fewer bits of weights would be "
                "right (network.weight_bits)");
}

/// A convolution or linear layer on the arrays, and behind it on the vector unit (requantise()), by
/// output channel in output units: product * scale + bias + residual * residual_scale. The residual
/// is a second input of its output's shape.
class MatMulKind final : public OpKind {
  public:
    const char *name() const override { return "matrix product"; }
    bool keeps_codes() const override { return false; }
    Count inputs() const override { return {1, 2}; }
    Needs needs(const QuantizedOp & /*op*/, std::size_t input) const override {
        return input == 0 ? Needs::Window : Needs::OwnPixel;
    }

    void check_shape(const QuantizedOp & /*op*/) const override {}
    void check_parts(const QuantizedOp &op) const override {
        require(op.weight_bits >= 2 && op.weight_bits <= 16, op, "weight_bits must be 2 ... 16");
        require(op.groups > 0 && op.in.channels % op.groups == 0 &&
                    op.out.channels % op.groups == 0,
                op, "groups must divide input and output channels");
        // Of wider weights what they are decides: check_weights().
        require(op.weight_bits > 8 ||
                    std::int64_t{op.rows() / op.groups} * largest_weight(op) * largest_byte(op) <=
                        most_sum,
                op, "a sum of products may exceed 32 bits");
        require_padding_pixel(op);
    }
    void check_values(const QuantizedOp &op) const override {
        check_weights(op);
        const auto cols = static_cast<std::size_t>(op.cols());
        require_finite(op, op.scale, cols, "scale");
        require_finite(op, op.bias, cols, "bias");
        require(std::isfinite(op.residual_scale), op, "residual_scale is not finite");
    }

    std::int64_t elements(const QuantizedOp &op) const override { return op.out.channels; }
    std::int64_t macs(const QuantizedOp &op) const override {
        return std::int64_t{op.rows()} / op.groups * op.cols() * op.out.pixels();
    }
};

constexpr MatMulKind mat_mul_op;

} // namespace

const OpKind *const OpKind::MatMul = &mat_mul_op;

} // namespace nn
