// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

namespace nn {
namespace {

/// The sum of maps of one shape in output units: over inputs i of input * scale[i], + bias[0].
class Add final : public OpKind {
  public:
    const char *name() const override { return "addition"; }
    bool keeps_codes() const override { return false; }
    Count inputs() const override { return {1, any}; }

    void check_shape(const QuantizedOp &op) const override { require_same_shape(op); }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, op.inputs.size(), "scale");
        require_finite(op, op.bias, 1, "bias");
    }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        std::vector<float> sums(static_cast<std::size_t>(op.out.channels), 0.0F);
        for (std::size_t i = 0; i < maps.size(); ++i) {
            const Pixel codes(op, maps, i, oy, ox);
            for (std::size_t c = 0; c < sums.size(); ++c)
                sums[c] += codes[c] * op.scale[i];
        }
        for (float &sum : sums)
            sum += op.bias[0];
        return sums;
    }
};

constexpr Add add_op;

} // namespace

const OpKind *const OpKind::Add = &add_op;

} // namespace nn
