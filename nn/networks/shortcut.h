// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/plan.h"

namespace nn {

/// A shortcut without weights (as in He et al. 2015, option A): every stride-th pixel of the
/// channels that the step names. Maps are count x height x width x channels.
void shortcut_forward(int count, const Step &step, const float *x, float *y);

/// dx, written.
void shortcut_backward(int count, const Step &step, const float *dy, float *dx);

} // namespace nn
