// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/ops/pixel.h"
#include "nn/integer/ops/require.h"

#include <algorithm>

namespace nn {
namespace {

/// The codes of a map in other places: of output pixel and channel, entry op.sources. A
/// transposition of pixels and channels is one, or patches of an image.
class Rearrange final : public OpKind {
  public:
    const char *name() const override { return "rearrangement"; }
    bool keeps_codes() const override { return true; }
    Needs needs(const QuantizedOp & /*op*/, std::size_t /*input*/) const override {
        return Needs::AnyPixels;
    }
    bool slides() const override { return false; }

    void check_shape(const QuantizedOp &op) const override {
        require_no_window(op);
        require(op.output_bits == op.input_bits, op, "a rearrangement keeps its codes");
    }
    void check_lists(const QuantizedOp &op) const override {
        OpKind::check_lists(op);
        require(op.sources.size() == static_cast<std::size_t>(op.out.size()) &&
                    std::all_of(op.sources.begin(), op.sources.end(),
                                [&](int entry) { return entry >= 0 && entry < op.in.size(); }),
                op, "a rearrangement needs an entry of its input for each of its output");
    }
    void check_parts(const QuantizedOp &op) const override {
        require(op.activation.clips_only(), op, "a rearrangement has no activation");
    }
    bool leaves_logits() const override { return false; }

    void pixel(const QuantizedOp &op, const InputMaps &maps, int oy, int ox,
               std::uint8_t *out) const override {
        const int first = (oy * op.out.width + ox) * op.out.channels;
        for (int c = 0; c < op.out.channels; ++c) {
            const int from = op.sources[static_cast<std::size_t>(first + c)];
            const std::ptrdiff_t place = from / op.in.channels;
            const Pixel pixel(op, maps, 0, place, op.in.channels);
            put_map_code(pixel.code(static_cast<std::size_t>(from % op.in.channels)),
                         op.out.channels, c, op.output_bytes(), out);
        }
    }
};

constexpr Rearrange rearrange_op;

} // namespace

const OpKind *const OpKind::Rearrange = &rearrange_op;

} // namespace nn
