// SPDX-License-Identifier: Apache-2.0
#include "nn/response_layer.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace nn {

namespace {

/// The sum of value(k) over the channels k = c - before ... c + behind that there are.
template <class Value> float sum_around(int c, int before, int behind, int channels, Value value) {
    float sum = 0;
    for (int k = std::max(0, c - before); k <= std::min(channels - 1, c + behind); ++k)
        sum += value(k);
    return sum;
}

} // namespace

void response_forward(const ResponseNorm &norm, std::int64_t pixels, int channels, const float *x,
                      float *y) {
    for (std::int64_t i = 0; i < pixels; ++i, x += channels, y += channels)
        response_norm(norm, channels, 1, x, y);
}

void response_backward(const ResponseNorm &norm, std::int64_t pixels, int channels, const float *x,
                       const float *dy, float *dx) {
    const float share = norm.alpha / static_cast<float>(norm.size);
    const int before = std::min(channels, (norm.size - 1) / 2);
    const int behind = std::min(channels, norm.size / 2);
    const auto count = static_cast<std::size_t>(channels);
    std::vector<float> power(count), through(count);
    for (std::int64_t i = 0; i < pixels; ++i, x += channels, dy += channels, dx += channels) {
        for (int c = 0; c < channels; ++c) {
            const float base = norm.bias + share * sum_around(c, before, behind, channels,
                                                              [&](int k) { return x[k] * x[k]; });
            const auto at = static_cast<std::size_t>(c);
            power[at] = std::pow(base, -norm.beta);
            through[at] = dy[c] * x[c] * power[at] / base;
        }
        for (int j = 0; j < channels; ++j) // is in the windows of j - behind ... j + before
            dx[j] = dy[j] * power[static_cast<std::size_t>(j)] -
                    2 * share * norm.beta * x[j] *
                        sum_around(j, behind, before, channels,
                                   [&](int c) { return through[static_cast<std::size_t>(c)]; });
    }
}

} // namespace nn
