// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

#include <cmath>

namespace nn {
namespace {

/// QuantizedOp::response of x = input * scale + bias by channel in real units, and that * gain +
/// zero. It goes over the channels three times: the squares and their sums over the window, the
/// powers, the quotients.
class ResponseNormKind final : public OpKind {
  public:
    const char *name() const override { return "response normalisation"; }
    bool keeps_codes() const override { return false; }

    void check_shape(const QuantizedOp &op) const override { require_same_shape(op); }
    /// What a power is taken of must be above 0, whatever the squares.
    void check_parts(const QuantizedOp &op) const override {
        const nn::ResponseNorm &norm = op.response;
        require(norm.size > 0 && std::isfinite(norm.alpha) && norm.alpha >= 0 &&
                    std::isfinite(norm.bias) && norm.bias > 0 && std::isfinite(norm.beta),
                op,
                "a response normalisation needs a size and a bias above 0, an alpha of 0 or more "
                "and a beta that is finite");
        require(op.activation.clips_only(), op, "a response normalisation has no activation");
    }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, static_cast<std::size_t>(op.in.channels), "scale");
        require_finite(op, op.bias, static_cast<std::size_t>(op.in.channels), "bias");
    }
    bool leaves_logits() const override { return false; }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        const Pixel pixel(op, maps, 0, oy, ox);
        std::vector<float> x(op.bias), y(x.size());
        for (std::size_t c = 0; c < x.size(); ++c)
            x[c] += pixel[c] * op.scale[c];
        response_norm(op.response, op.out.channels, 1, x.data(), y.data());
        for (float &value : y)
            value = value * op.gain + op.zero;
        return y;
    }
    int later_passes(const QuantizedOp & /*op*/) const override { return 2; }
};

constexpr ResponseNormKind response_norm_op;

} // namespace

const OpKind *const OpKind::ResponseNorm = &response_norm_op;

} // namespace nn
