// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/quantized_network.h"

namespace nn {

/// The shortcut without weights of a residual network (He et al. 2015, option A): every stride-th
/// pixel of `in`; channels beyond those of `out` are left out, those that it lacks are zero. Maps
/// are count x height x width x channels.
void shortcut_map_forward(int count, const Shape &in, const Shape &out, int stride, const float *x,
                          float *y);

/// dx, written.
void shortcut_map_backward(int count, const Shape &in, const Shape &out, int stride,
                           const float *dy, float *dx);

} // namespace nn
