// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

#include <algorithm>
#include <limits>

namespace nn {
namespace {

/// The mean of a window in output units: sum * scale[0] + bias[0], where scale is that of a window
/// all of which counts.
class AveragePool final : public OpKind {
  public:
    const char *name() const override { return "average pooling"; }
    bool keeps_codes() const override { return false; }
    Needs needs(const QuantizedOp & /*op*/, std::size_t /*input*/) const override {
        return Needs::Window;
    }

    /// Sums of codes must fit into the four bytes in which a tile keeps them.
    void check_shape(const QuantizedOp &op) const override {
        const int largest_code = (1 << std::clamp(op.input_bits, 8, 16)) - 1;
        const std::int64_t most = std::numeric_limits<std::int32_t>::max() / largest_code;
        require(op.kernel_height * op.kernel_width <= most, op,
                "an average over " + std::to_string(op.kernel_height * op.kernel_width) +
                    " pixels; " + std::to_string(most) + " at most is right");
        require_same_channels(op);
    }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, 1, "scale");
        require_finite(op, op.bias, 1, "bias");
        require_finite(op, {op.counted_code}, 1, "code of zeros that count");
    }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        const auto channels = static_cast<std::size_t>(op.out.channels);
        std::vector<std::int64_t> sums(channels);
        const int bytes = op.input_bytes(), counted = counted_taps(op, oy, ox);
        int pixels = 0;
        each_tap(op, maps[0], oy, ox, [&](const std::uint8_t *tap) {
            ++pixels;
            for (std::size_t c = 0; c < channels; ++c)
                sums[c] += map_code(tap, op.in.channels, static_cast<int>(c), bytes);
        });
        const float scale = op.scale[0] * (static_cast<float>(op.kernel_height * op.kernel_width) /
                                           static_cast<float>(counted));
        const float zeros = static_cast<float>(counted - pixels) * op.counted_code;
        std::vector<float> values(channels);
        for (std::size_t c = 0; c < channels; ++c)
            values[c] = (static_cast<float>(sums[c]) + zeros) * scale + op.bias[0];
        return values;
    }
    int running_bytes(const QuantizedOp & /*op*/) const override { return 4; } // a sum
};

constexpr AveragePool average_pool_op;

} // namespace

const OpKind *const OpKind::AveragePool = &average_pool_op;

} // namespace nn
