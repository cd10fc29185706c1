// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

namespace nn {
namespace {

/// Channels of maps of equal height and width, and of them every stride-th pixel, in output units:
/// the selected channel * scale + bias, by output channel. One that comes from nowhere is its bias.
class Select final : public OpKind {
  public:
    const char *name() const override { return "selection"; }
    bool keeps_codes() const override { return true; }
    Count inputs() const override { return {1, any}; }
    Shape input_shape(const QuantizedOp &op, std::size_t input) const override {
        return input == 0 ? op.in : Shape{op.input_channels[input], op.in.height, op.in.width};
    }
    Needs needs(const QuantizedOp & /*op*/, std::size_t /*input*/) const override {
        return Needs::Window;
    }

    void check_shape(const QuantizedOp &op) const override { require_no_window(op); }
    void check_lists(const QuantizedOp &op) const override {
        require(op.input_channels.size() == op.inputs.size(), op,
                "input_channels is for each input of a selection");
    }
    void check_parts(const QuantizedOp &op) const override {
        require(op.channels.size() == static_cast<std::size_t>(op.out.channels), op,
                std::to_string(op.channels.size()) + " selected channels, expected " +
                    std::to_string(op.out.channels));
        for (const QuantizedOp::Channel from : op.channels) {
            require(from.input < static_cast<int>(op.inputs.size()), op,
                    "selects from input " + std::to_string(from.input) + " of " +
                        std::to_string(op.inputs.size()));
            require(from.input < 0 ||
                        (from.channel >= 0 &&
                         from.channel < op.input_channels[static_cast<std::size_t>(from.input)]),
                    op, "selects channel " + std::to_string(from.channel) + ", which is not there");
        }
    }
    void check_values(const QuantizedOp &op) const override {
        require_finite(op, op.scale, op.channels.size(), "scale");
        require_finite(op, op.bias, op.channels.size(), "bias");
    }

    std::vector<float> values(const QuantizedOp &op, const InputMaps &maps, int oy,
                              int ox) const override {
        std::vector<float> values(op.bias);
        const std::ptrdiff_t pixel = tap_y(op, oy, 0) * op.in.width + tap_x(op, ox, 0);
        for (std::size_t c = 0; c < values.size(); ++c) {
            const QuantizedOp::Channel from = op.channels[c];
            if (from.input >= 0) {
                const auto input = static_cast<std::size_t>(from.input);
                const Pixel codes(op, maps, input, pixel, op.input_channels[input]);
                values[c] += codes[static_cast<std::size_t>(from.channel)] * op.scale[c];
            }
        }
        return values;
    }
};

constexpr Select select_op;

} // namespace

const OpKind *const OpKind::Select = &select_op;

} // namespace nn
