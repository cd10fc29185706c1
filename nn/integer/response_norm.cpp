// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/response_norm.h"

#include <algorithm>
#include <cmath>

namespace nn {

float response_base(const ResponseNorm &norm, int channels, std::ptrdiff_t stride, const float *x,
                    int c) {
    const int first = std::max(0, c - (norm.size - 1) / 2);
    const int last =
        static_cast<int>(std::min<std::ptrdiff_t>(channels - 1, std::ptrdiff_t{c} + norm.size / 2));
    float squares = 0;
    for (int k = first; k <= last; ++k)
        squares += x[k * stride] * x[k * stride];
    return norm.bias + norm.alpha / static_cast<float>(norm.size) * squares;
}

void response_norm(const ResponseNorm &norm, int channels, std::ptrdiff_t stride, const float *x,
                   float *y) {
    for (int c = 0; c < channels; ++c)
        y[c * stride] =
            x[c * stride] / std::pow(response_base(norm, channels, stride, x, c), norm.beta);
}

} // namespace nn
