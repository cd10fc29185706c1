// SPDX-License-Identifier: Apache-2.0
#include "nn/base/softmax.h"
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

namespace nn {
namespace {

/// The exponentials' shares of their sum, over the channels of each head of a pixel; of codes *
/// scale[0], and that * gain + zero. What is masked has no share. It goes over the channels three
/// times: the largest; the exponentials and their sum; the quotients.
class Softmax final : public OpKind {
  public:
    const char *name() const override { return "softmax"; }
    bool keeps_codes() const override { return false; }

    void check_shape(const QuantizedOp &op) const override { require_same_shape(op); }
    void check_parts(const QuantizedOp &op) const override {
        require_heads(op);
        require(op.activation.clips_only(), op, "a softmax has no activation");
        const int entries = op.out.channels / op.heads;
        require(op.masked.empty() ||
                    op.masked.size() == static_cast<std::size_t>(entries) *
                                            static_cast<std::size_t>(op.out.pixels()),
                op, "a mask is for each pixel and entry of a head");
        for (std::size_t first = 0; first < op.masked.size();
             first += static_cast<std::size_t>(entries)) {
            bool takes_part = false;
            for (std::size_t i = first; i < first + static_cast<std::size_t>(entries); ++i)
                takes_part = takes_part || op.masked[i] == 0;
            require(takes_part, op, "all entries of a pixel are masked");
        }
    }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, 1, "scale");
    }
    bool leaves_logits() const override { return false; }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        const Pixel pixel(op, maps, 0, oy, ox);
        const auto entries = static_cast<std::size_t>(op.out.channels / op.heads);
        const std::size_t row = static_cast<std::size_t>(oy * op.out.width + ox) * entries;
        std::vector<float> values(static_cast<std::size_t>(op.out.channels), op.zero), x;
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < entries; ++i)
            if (op.masked.empty() || op.masked[row + i] == 0)
                kept.push_back(i);
        x.resize(kept.size());
        for (std::size_t first = 0; first < values.size(); first += entries) {
            for (std::size_t i = 0; i < kept.size(); ++i)
                x[i] = pixel[first + kept[i]] * op.scale[0];
            softmax(x.data(), 1, static_cast<int>(x.size()), x.data());
            for (std::size_t i = 0; i < kept.size(); ++i)
                values[first + kept[i]] += x[i] * op.gain;
        }
        return values;
    }
    int later_passes(const QuantizedOp & /*op*/) const override { return 2; }
};

constexpr Softmax softmax_op;

} // namespace

const OpKind *const OpKind::Softmax = &softmax_op;

} // namespace nn
