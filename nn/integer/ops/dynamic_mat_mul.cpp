// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

#include <cstdint>
#include <limits>

namespace nn {
namespace {

/// Terms of each sum: channels of a head that meet those, or the pixels, of the second input.
int depth(const QuantizedOp &op) { return op.in.channels / op.heads; }

/// The matrix product of two maps, head by head, with a row a pixel of the first one. Transposed,
/// a pixel of the second one is a column: every pixel meets every pixel, as queries meet keys. Else
/// it is a row: its pixels are weighted and summed up, as values by attention. Exact sums of codes
/// less zero_codes; in output units that * scale[0] + bias[0].
class DynamicMatMul final : public OpKind {
  public:
    const char *name() const override { return "matrix product of activations"; }
    bool keeps_codes() const override { return false; }
    Count inputs() const override { return {2, 2}; }
    Shape input_shape(const QuantizedOp &op, std::size_t input) const override {
        if (input == 0)
            return op.in;
        return op.transposed ? Shape{op.in.channels, 1, op.out.channels / op.heads}
                             : Shape{op.out.channels, 1, depth(op)};
    }
    Needs needs(const QuantizedOp & /*op*/, std::size_t input) const override {
        return input == 0 ? Needs::OwnPixel : Needs::WholeMap;
    }

    void check_shape(const QuantizedOp &op) const override {
        require_no_window(op);
        require_heads(op);
        require(op.in.channels % op.heads == 0 && op.in.height == op.out.height &&
                    op.in.width == op.out.width,
                op,
                "output shape " + text(op.out) + " and input shape " + text(op.in) +
                    " must have the same pixels, and channels for each head");
    }
    void check_parts(const QuantizedOp &op) const override {
        require_zero_codes(op);
        const std::int64_t most = (std::int64_t{1} << op.input_bits) * largest_second(op);
        require(depth(op) <= std::numeric_limits<std::int32_t>::max() / most, op,
                "a sum of products may exceed 32 bits");
    }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, 1, "scale");
        require_finite(op, op.bias, 1, "bias");
    }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        const auto sums_size = static_cast<std::size_t>(op.out.channels);
        const std::size_t terms = static_cast<std::size_t>(depth(op));
        const std::size_t columns = sums_size / static_cast<std::size_t>(op.heads);
        const Pixel first(op, maps, 0, std::ptrdiff_t{oy} * op.out.width + ox, op.in.channels);
        std::vector<std::int32_t> a(static_cast<std::size_t>(op.in.channels)), sums(sums_size);
        for (std::size_t c = 0; c < a.size(); ++c)
            a[c] = first.code(c) - op.zero_codes[0];
        const Shape shape = input_shape(op, 1);
        for (std::size_t p = 0; p < static_cast<std::size_t>(shape.pixels()); ++p) {
            const Pixel b(op, maps, 1, static_cast<std::ptrdiff_t>(p), shape.channels);
            for (std::size_t c = 0; c < static_cast<std::size_t>(shape.channels); ++c) {
                const std::int32_t code = b.code(c) - op.zero_codes[1];
                if (op.transposed)
                    sums[c / terms * columns + p] += a[c] * code;
                else
                    sums[c] += a[c / columns * terms + p] * code;
            }
        }
        std::vector<float> values(sums_size);
        for (std::size_t c = 0; c < sums_size; ++c)
            values[c] = static_cast<float>(sums[c]) * op.scale[0] + op.bias[0];
        return values;
    }
    /// Each multiplication; what is added up stays in the unit.
    std::int64_t elements(const QuantizedOp &op) const override {
        return std::int64_t{op.out.channels} * depth(op);
    }
    std::int64_t macs(const QuantizedOp &op) const override {
        return elements(op) * op.out.pixels();
    }

  private:
    static std::int64_t largest_second(const QuantizedOp &op) {
        return std::int64_t{1} << (op.bits_of_inputs.size() > 1 ? op.bits_of_inputs[1]
                                                                : op.input_bits);
    }
};

constexpr DynamicMatMul dynamic_mat_mul_op;

} // namespace

const OpKind *const OpKind::DynamicMatMul = &dynamic_mat_mul_op;

} // namespace nn
