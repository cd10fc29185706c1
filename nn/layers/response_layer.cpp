// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/response_layer.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace nn {

void response_forward(const ResponseLayer &layer, const float *x, float *y) {
    const auto &[norm, pixels, channels] = layer;
    for (std::int64_t i = 0; i < pixels; ++i, x += channels, y += channels)
        response_norm(norm, channels, 1, x, y);
}

void response_backward(const ResponseLayer &layer, const float *x, const float *dy, float *dx) {
    const auto &[norm, pixels, channels] = layer;
    const float share = norm.alpha / static_cast<float>(norm.size);
    const auto count = static_cast<std::size_t>(channels);
    std::vector<float> power(count), through(count);
    for (std::int64_t i = 0; i < pixels; ++i, x += channels, dy += channels, dx += channels) {
        for (int c = 0; c < channels; ++c) {
            const float base = response_base(norm, channels, 1, x, c);
            const auto at = static_cast<std::size_t>(c);
            power[at] = std::pow(base, -norm.beta);
            through[at] = dy[c] * x[c] * power[at] / base;
        }
        for (int j = 0; j < channels; ++j) { // is in the windows of these channels:
            const int first = std::max(0, j - std::min(channels, norm.size / 2));
            const int last = std::min(channels - 1, j + std::min(channels, (norm.size - 1) / 2));
            float sum = 0;
            for (int c = first; c <= last; ++c)
                sum += through[static_cast<std::size_t>(c)];
            dx[j] = dy[j] * power[static_cast<std::size_t>(j)] - 2 * share * norm.beta * x[j] * sum;
        }
    }
}

} // namespace nn
