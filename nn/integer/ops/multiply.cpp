// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

namespace nn {
namespace {

/// The product of two maps of one shape, or of a map and one pixel, a factor a channel: over inputs
/// i of (input * scale[i] + bias[i]), in real units, and that * gain + zero.
class Multiply final : public OpKind {
  public:
    const char *name() const override { return "product of maps"; }
    bool keeps_codes() const override { return false; }
    Count inputs() const override { return {2, 2}; }
    Shape input_shape(const QuantizedOp &op, std::size_t input) const override {
        return one_pixel(op, input) ? Shape{op.out.channels, 1, 1} : OpKind::input_shape(op, input);
    }
    Needs needs(const QuantizedOp &op, std::size_t input) const override {
        return one_pixel(op, input) ? Needs::OnlyPixel : Needs::OwnPixel;
    }

    void check_shape(const QuantizedOp &op) const override { require_same_shape(op); }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, 2, "scale");
        require_finite(op, op.bias, 2, "bias");
    }
    bool leaves_logits() const override { return false; }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        const Pixel a(op, maps, 0, oy, ox);
        const Pixel b = op.channelwise ? Pixel(op, maps, 1, 0, 0) : Pixel(op, maps, 1, oy, ox);
        std::vector<float> values(static_cast<std::size_t>(op.out.channels));
        for (std::size_t c = 0; c < values.size(); ++c)
            values[c] =
                (a[c] * op.scale[0] + op.bias[0]) * (b[c] * op.scale[1] + op.bias[1]) * op.gain +
                op.zero;
        return values;
    }

  private:
    static bool one_pixel(const QuantizedOp &op, std::size_t input) {
        return op.channelwise && input == 1;
    }
};

constexpr Multiply multiply_op;

} // namespace

const OpKind *const OpKind::Multiply = &multiply_op;

} // namespace nn
