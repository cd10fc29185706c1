// SPDX-License-Identifier: Apache-2.0
#include "nn/elementwise.h"

namespace nn {

void relu_forward(std::int64_t count, float *y) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = y[i] > 0 ? y[i] : 0;
}

void relu_backward(std::int64_t count, const float *y, float *dy) {
    for (std::int64_t i = 0; i < count; ++i)
        dy[i] = y[i] > 0 ? dy[i] : 0;
}

void add(std::int64_t count, const float *x, float *y) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] += x[i];
}

} // namespace nn
