// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/vector_work.h"

namespace cim {

namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// Passes over the channels behind the first one.
int later_passes(const nn::QuantizedOp &op) {
    return op.kind->later_passes(op) + (op.softmax ? 3 : 0);
}

/// A pass over `taken` elements, and `more` over the channels.
VectorWork passes(const VectorSpec &vector, const nn::QuantizedOp &op, std::int64_t taken,
                  int more) {
    const std::int64_t channels = op.out.channels;
    return {taken + more * channels,
            ceil_div(taken, vector.width) + more * ceil_div(channels, vector.width),
            std::int64_t{vector.latency_cycles} * (1 + more)};
}

/// Whether the taps of one window reach all `size` rows or columns of a map.
bool covers(int size, int kernel, int dilation, int padding) {
    return (dilation == 1 || kernel == 1) && kernel - padding >= size;
}

} // namespace

VectorWork vector_work(const VectorSpec &vector, const nn::QuantizedOp &op, std::int64_t received) {
    return passes(vector, op, op.kind->elements(op) + received, later_passes(op));
}

VectorWork running_work(const VectorSpec &vector, const nn::QuantizedOp &op, bool last) {
    return passes(vector, op, op.in.channels, last ? later_passes(op) : 0);
}

bool pools_whole_map(const nn::QuantizedOp &op) {
    return op.kind->running_bytes(op) > 0 && op.out.pixels() == 1 &&
           covers(op.in.height, op.kernel_height, op.dilation_height, op.padding_top) &&
           covers(op.in.width, op.kernel_width, op.dilation_width, op.padding_left);
}

std::int64_t running_bytes(const nn::QuantizedOp &op) {
    return std::int64_t{op.in.channels} * op.kind->running_bytes(op);
}

std::int64_t output_bytes(const nn::QuantizedOp &op) {
    return std::int64_t{op.out.channels} * (op.logits ? 4 : op.output_bytes());
}

std::int64_t window_accesses(const ChipSpec &chip, const nn::QuantizedOp &op) {
    if (op.kind->needs(op, 0) == nn::Needs::Window)
        return buffer_accesses(chip, op.input_bytes() * op.kind->elements(op));
    std::int64_t accesses = 0;
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
        const nn::Shape shape = op.kind->input_shape(op, i);
        const nn::Needs needs = op.kind->needs(op, i);
        if (needs == nn::Needs::AnyPixels) // a value is an access
            accesses += op.out.channels;
        else
            accesses +=
                buffer_accesses(chip, std::int64_t{op.input_bytes(i)} * shape.channels *
                                          (needs == nn::Needs::WholeMap ? shape.pixels() : 1));
    }
    return accesses;
}

std::int64_t buffer_accesses(const ChipSpec &chip, std::int64_t bytes) {
    return ceil_div(bytes * 8, chip.tile.buffer.width_bits);
}

} // namespace cim
