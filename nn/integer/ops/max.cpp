// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

#include <algorithm>
#include <limits>

namespace nn {
namespace {

/// The largest of maps of one shape, value by value: over inputs i of (input * scale[i] + bias[i]),
/// in real units, and that * gain + zero. With scales and gain below 0 it is the smallest.
class Max final : public OpKind {
  public:
    const char *name() const override { return "largest of maps"; }
    bool keeps_codes() const override { return false; }
    Count inputs() const override { return {1, any}; }

    void check_shape(const QuantizedOp &op) const override {
        require_same_shape(op, "largest values of maps");
    }
    void check_parts(const QuantizedOp &op) const override {
        require(op.activation.clips_only(), op, "a largest of maps has no activation");
    }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, op.inputs.size(), "scale");
        require_finite(op, op.bias, op.inputs.size(), "bias");
    }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        std::vector<float> most(static_cast<std::size_t>(op.out.channels),
                                std::numeric_limits<float>::lowest());
        for (std::size_t i = 0; i < maps.size(); ++i) {
            const Pixel codes(op, maps, i, oy, ox);
            for (std::size_t c = 0; c < most.size(); ++c)
                most[c] = std::max(most[c], codes[c] * op.scale[i] + op.bias[i]);
        }
        for (float &value : most)
            value = value * op.gain + op.zero;
        return most;
    }
};

constexpr Max max_op;

} // namespace

const OpKind *const OpKind::Max = &max_op;

} // namespace nn
