// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

#include <cmath>

namespace nn {
namespace {

/// The channels of each pixel over the root of their mean square (ONNX's RMSNormalization; Zhang
/// and Sennrich, NeurIPS 2019), or first less their mean (LayerNormalization; Ba et al., 2016), of
/// codes less zero_codes[0]; by channel in output units that * scale + bias. It goes over the
/// channels once for the mean, once for the squares, once for the quotients.
class ChannelNorm final : public OpKind {
  public:
    const char *name() const override { return "channel normalisation"; }
    bool keeps_codes() const override { return false; }

    void check_shape(const QuantizedOp &op) const override { require_same_shape(op); }
    void check_parts(const QuantizedOp &op) const override {
        require(std::isfinite(op.norm.epsilon) && op.norm.epsilon > 0, op,
                "a channel normalisation needs an epsilon above 0");
        require_zero_codes(op);
    }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, static_cast<std::size_t>(op.out.channels), "scale");
        require_finite(op, op.bias, static_cast<std::size_t>(op.out.channels), "bias");
    }
    bool leaves_logits() const override { return false; }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        const Pixel pixel(op, maps, 0, oy, ox);
        std::vector<float> x(static_cast<std::size_t>(op.out.channels));
        const auto count = static_cast<float>(x.size());
        float sum = 0, squares = 0;
        for (std::size_t c = 0; c < x.size(); ++c)
            sum += x[c] = pixel[c] - static_cast<float>(op.zero_codes[0]);
        const float mean = op.norm.centred ? sum / count : 0;
        for (float &value : x) {
            value -= mean;
            squares += value * value;
        }
        const float root = std::sqrt(squares / count + op.norm.epsilon);
        for (std::size_t c = 0; c < x.size(); ++c)
            x[c] = x[c] / root * op.scale[c] + op.bias[c];
        return x;
    }
    int later_passes(const QuantizedOp &op) const override { return op.norm.centred ? 2 : 1; }
};

constexpr ChannelNorm channel_norm_op;

} // namespace

const OpKind *const OpKind::ChannelNorm = &channel_norm_op;

} // namespace nn
