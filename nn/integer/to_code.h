// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace nn {

/// The largest code of so many bits.
inline float largest_code(int bits) { return static_cast<float>((1 << bits) - 1); }

/// Clips to 0 ... top, rounds to nearest even. The order is free: top is an integer.
/// What is no number (infinity less infinity, in an activation of several steps) is code 0.
inline std::int32_t to_code(float value, float top) {
    return static_cast<std::int32_t>(std::nearbyint(std::min(std::max(0.0F, value), top)));
}

/// A value of a channel behind the op's activation.
inline float activated(const QuantizedOp &op, float value, std::size_t channel) {
    return op.activation.clips_only() ? value
                                      : op.activation.of(value, channel) * op.gain + op.zero;
}

} // namespace nn
