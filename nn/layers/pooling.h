// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

namespace nn {

/// Windows that do not overlap, over `count` maps of height x width x channels; rows and columns
/// that fill no window are dropped.
struct Pooling {
    int count;
    Shape in; ///< of one map
    int kernel_height, kernel_width;
};

/// The maximum of each window.
void max_pool_forward(const Pooling &pooling, const float *x, float *y);

/// dx, written: the gradient goes to the first pixel (raster order) that holds the maximum.
void max_pool_backward(const Pooling &pooling, const float *x, const float *y, const float *dy,
                       float *dx);

/// The mean of each window; over the whole map it is global average pooling.
void average_pool_forward(const Pooling &pooling, const float *x, float *y);
void average_pool_backward(const Pooling &pooling, const float *dy, float *dx);

} // namespace nn
