// SPDX-License-Identifier: Apache-2.0
#include <functional>

namespace nn {

/// Five of them; types may have commas of their own.
using Call = std::function<void(int a, int b, int c, int d, int e, int f)>;
void five(int a, int b, std::pair<int, int> c, const Call &d = {}, void (*e)(int, int) = nullptr);

/// Six parameters because the C library's function has six.
void *map_file(void *place, unsigned long size, int protection, int flags, int file, long at);

struct Layer {
    Layer(int a, int b, int c, int d, int e, int f) : sum(a + b + c + d + e + f) {}

    bool operator()(int a, int b) const { return Layer(a, b, 1, 2, 3, 4).sum > 0; }
    template <int Width, class... More>
    static int product(const float *x, const float *weights, float *y, int rows, int columns,
                       const char *name = "a, b");

    int sum = 0;
};

} // namespace nn
