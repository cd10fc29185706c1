// SPDX-License-Identifier: Apache-2.0
#include "nn/shortcut.h"

#include <algorithm>
#include <cstddef>

namespace nn {

namespace {

/// Calls visit(offset in `in`, offset in `out`) for each pixel of each output map.
template <class Visit>
void for_each_pixel(int count, const Shape &in, const Shape &out, int stride, Visit visit) {
    for (int n = 0; n < count; ++n)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                visit(((std::ptrdiff_t{n} * in.height + y * stride) * in.width + x * stride) *
                          in.channels,
                      ((std::ptrdiff_t{n} * out.height + y) * out.width + x) * out.channels);
}

} // namespace

void shortcut_map_forward(int count, const Shape &in, const Shape &out, int stride, const float *x,
                          float *y) {
    const int kept = std::min(in.channels, out.channels);
    for_each_pixel(count, in, out, stride, [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        std::copy_n(x + from, kept, y + to);
        std::fill_n(y + to + kept, out.channels - kept, 0.0f);
    });
}

void shortcut_map_backward(int count, const Shape &in, const Shape &out, int stride,
                           const float *dy, float *dx) {
    const int kept = std::min(in.channels, out.channels);
    std::fill_n(dx, std::ptrdiff_t{count} * in.size(), 0.0f);
    for_each_pixel(count, in, out, stride, [&](std::ptrdiff_t to, std::ptrdiff_t from) {
        std::copy_n(dy + from, kept, dx + to);
    });
}

} // namespace nn
