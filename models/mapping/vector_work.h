// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "nn/integer/quantized_network.h"

#include <cstdint>

namespace cim {

/// What the vector unit does for one output pixel, or for one pixel of a running pooling's map.
struct VectorWork {
    std::int64_t elements; ///< that go through it
    std::int64_t cycles;   ///< for which it is taken
    std::int64_t latency;  ///< cycles from then until the pixel is complete
};

/// Elements: a matrix layer's outputs and the partial sums that came from other tiles (`received`
/// columns); a pooling's whole window; each multiplication of a product of activations; the outputs
/// of what works pixel by pixel. A softmax is three
/// passes more over its classes (the largest; the exponentials and their sum; the quotients), one
/// after another, the latency behind each; so is what a kind of op calls later passes.
VectorWork vector_work(const VectorSpec &vector, const nn::QuantizedOp &op, std::int64_t received);

/// A running pooling takes a pixel of its map: an element a channel; behind the `last` one also the
/// passes of a softmax.
VectorWork running_work(const VectorSpec &vector, const nn::QuantizedOp &op, bool last);

/// Whether the op is a pooling with one window, which covers its whole map: it can be a running
/// one, which takes pixels as they come and keeps a sum, or the largest, of each channel.
bool pools_whole_map(const nn::QuantizedOp &op);
/// Bytes that a running pooling keeps: four a channel for sums, one or two for the largest.
std::int64_t running_bytes(const nn::QuantizedOp &op);

/// Bytes of one output pixel: one or two a channel, or four a logit.
std::int64_t output_bytes(const nn::QuantizedOp &op);

/// Buffer accesses that bring a pooling its window, what works pixel by pixel its inputs' pixels, a
/// selection its pixel, a product of activations all of its second input, a rearrangement
/// value by value.
std::int64_t window_accesses(const ChipSpec &chip, const nn::QuantizedOp &op);

/// Transfers of the tile buffer's width that carry `bytes`.
std::int64_t buffer_accesses(const ChipSpec &chip, std::int64_t bytes);

} // namespace cim
