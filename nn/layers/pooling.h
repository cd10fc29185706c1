// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

namespace nn {

/// Maximum over kernel x kernel windows that do not overlap; rows and columns that fill no window
/// are dropped. Maps are count x height x width x channels, `in` is the shape of one input map.
void max_pool_forward(int count, const Shape &in, int kernel, const float *x, float *y);

/// dx, written: the gradient goes to the first pixel (raster order) that holds the maximum.
void max_pool_backward(int count, const Shape &in, int kernel, const float *x, const float *y,
                       const float *dy, float *dx);

/// Mean over kernel_height x kernel_width windows that do not overlap; over the whole map it is
/// global average pooling.
void average_pool_forward(int count, const Shape &in, int kernel_height, int kernel_width,
                          const float *x, float *y);
void average_pool_backward(int count, const Shape &in, int kernel_height, int kernel_width,
                           const float *dy, float *dx);

} // namespace nn
