// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

#include <algorithm>

namespace nn {
namespace {

/// The largest code of a window, channel by channel; no scale, no bias.
class MaxPool final : public OpKind {
  public:
    const char *name() const override { return "max pooling"; }
    bool keeps_codes() const override { return true; }
    Needs needs(const QuantizedOp & /*op*/, std::size_t /*input*/) const override {
        return Needs::Window;
    }

    void check_shape(const QuantizedOp &op) const override { require_same_channels(op); }
    void check_parts(const QuantizedOp &op) const override {
        require(op.input_bits == op.output_bits, op, "max pooling cannot change the bits");
        require_padding_pixel(op);
    }
    bool leaves_logits() const override { return false; }

    void pixel(const QuantizedOp &op, const InputMaps &maps, int oy, int ox,
               std::uint8_t *out) const override {
        const int channels = op.out.channels, bytes = op.output_bytes(); // those of the input
        std::fill_n(out, channels * bytes, std::uint8_t{0});
        int pixels = 0;
        const auto take = [&](const std::uint8_t *tap) {
            ++pixels;
            for (int c = 0; c < channels; ++c)
                put_map_code(
                    std::max(map_code(out, channels, c, bytes), map_code(tap, channels, c, bytes)),
                    channels, c, bytes, out);
        };
        each_tap(op, maps[0], oy, ox, take);
        if (!op.padding_values.empty() && counted_taps(op, oy, ox) > pixels)
            take(op.padding_values.data());
    }
    int running_bytes(const QuantizedOp &op) const override { return op.input_bytes(); }
};

constexpr MaxPool max_pool_op;

} // namespace

const OpKind *const OpKind::MaxPool = &max_pool_op;

} // namespace nn
