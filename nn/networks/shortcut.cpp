// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/shortcut.h"

#include <algorithm>
#include <cstddef>

namespace nn {

namespace {

/// Calls visit(offset in the input, offset in the output) for each pixel of each output map.
template <class Visit> void for_each_pixel(int count, const Step &step, Visit visit) {
    const Shape &in = step.in, &out = step.out;
    for (int n = 0; n < count; ++n)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                visit(((std::ptrdiff_t{n} * in.height + y * step.stride) * in.width +
                       x * step.stride) *
                          in.channels,
                      ((std::ptrdiff_t{n} * out.height + y) * out.width + x) * out.channels);
}

} // namespace

void shortcut_forward(int count, const Step &step, const float *x, float *y) {
    for_each_pixel(count, step, [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        for (const int channel : step.channels)
            y[to++] = channel < 0 ? 0.0f : x[from + channel];
    });
}

void shortcut_backward(int count, const Step &step, const float *dy, float *dx) {
    std::fill_n(dx, std::ptrdiff_t{count} * step.in.size(), 0.0f);
    for_each_pixel(count, step, [&](std::ptrdiff_t to, std::ptrdiff_t from) {
        for (const int channel : step.channels) {
            const float gradient = dy[from++];
            if (channel >= 0)
                dx[to + channel] += gradient;
        }
    });
}

} // namespace nn
