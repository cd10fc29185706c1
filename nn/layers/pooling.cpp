// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/pooling.h"

#include <algorithm>

namespace nn {

namespace {

/// Calls visit(output pixel, input pixel, first of its window) for every pixel of every window.
template <class Visit> void for_each_pair(const Pooling &pooling, Visit visit) {
    const Shape &in = pooling.in;
    const int kernel_height = pooling.kernel_height, kernel_width = pooling.kernel_width;
    const int height = in.height / kernel_height, width = in.width / kernel_width;
    std::int64_t out = 0;
    for (std::int64_t n = 0; n < pooling.count; ++n)
        for (int oy = 0; oy < height; ++oy)
            for (int ox = 0; ox < width; ++ox, ++out)
                for (int ky = 0; ky < kernel_height; ++ky)
                    for (int kx = 0; kx < kernel_width; ++kx) {
                        const int y = oy * kernel_height + ky, x = ox * kernel_width + kx;
                        visit(out, (n * in.height + y) * in.width + x, ky + kx == 0);
                    }
}

} // namespace

void max_pool_forward(const Pooling &pooling, const float *x, float *y) {
    const int channels = pooling.in.channels;
    for_each_pair(pooling, [&](std::int64_t out, std::int64_t pixel, bool first) {
        const float *__restrict from = x + pixel * channels;
        float *__restrict to = y + out * channels;
        if (first)
            std::copy_n(from, channels, to);
        else
            for (int c = 0; c < channels; ++c)
                to[c] = from[c] > to[c] ? from[c] : to[c];
    });
}

void max_pool_backward(const Pooling &pooling, const float *x, const float *y, const float *dy,
                       float *dx) {
    const Shape &in = pooling.in;
    const int channels = in.channels;
    if (in.height % pooling.kernel_height != 0 || in.width % pooling.kernel_width != 0)
        std::fill_n(dx, std::int64_t{pooling.count} * in.size(), 0.0f); // pixels of no window
    std::vector<float> remaining(static_cast<std::size_t>(channels));
    float *__restrict left = remaining.data(); // what no pixel of the window has taken yet
    for_each_pair(pooling, [&](std::int64_t out, std::int64_t pixel, bool first) {
        if (first)
            std::copy_n(dy + out * channels, channels, left);
        const float *__restrict from = x + pixel * channels;
        const float *__restrict top = y + out * channels;
        float *__restrict to = dx + pixel * channels;
        for (int c = 0; c < channels; ++c) {
            to[c] = from[c] == top[c] ? left[c] : 0;
            left[c] = from[c] == top[c] ? 0 : left[c];
        }
    });
}

void average_pool_forward(const Pooling &pooling, const float *x, float *y) {
    const int channels = pooling.in.channels;
    const float share = 1.0f / static_cast<float>(pooling.kernel_height * pooling.kernel_width);
    for_each_pair(pooling, [&](std::int64_t out, std::int64_t pixel, bool first) {
        const float *__restrict from = x + pixel * channels;
        float *__restrict to = y + out * channels;
        for (int c = 0; c < channels; ++c)
            to[c] = (first ? 0 : to[c]) + from[c] * share;
    });
}

void average_pool_backward(const Pooling &pooling, const float *dy, float *dx) {
    const int channels = pooling.in.channels;
    const float share = 1.0f / static_cast<float>(pooling.kernel_height * pooling.kernel_width);
    std::fill_n(dx, std::int64_t{pooling.count} * pooling.in.size(), 0.0f);
    for_each_pair(pooling, [&](std::int64_t out, std::int64_t pixel, bool) {
        for (int c = 0; c < channels; ++c)
            dx[pixel * channels + c] = dy[out * channels + c] * share;
    });
}

} // namespace nn
