// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace nn {

/// y = max(y, 0), in place; and dy = 0 where the output y is not above 0.
void relu_forward(std::int64_t count, float *y);
void relu_backward(std::int64_t count, const float *y, float *dy);

/// y += x: the residual addition; also how gradients of a map with two readers meet.
void add(std::int64_t count, const float *x, float *y);

} // namespace nn
