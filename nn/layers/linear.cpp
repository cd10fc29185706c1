// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/linear.h"

#include <dnnl.h>
#include <omp.h>

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

/// A factor of a matrix product, as it lies in memory.
struct Factor {
    const float *values;
    bool transposed = false;

    char letter() const { return transposed ? 'T' : 'N'; }
};

/// Sizes of a product: m x k times k x n.
struct Sizes {
    std::int64_t m, n, k;
};

/// c (m x n) = a b, row-major.
void product(const Sizes &sizes, const Factor &a, const Factor &b, float *c) {
    omp_set_num_threads(1);
    const auto [m, n, k] = sizes;
    const std::int64_t lda = a.transposed ? m : k, ldb = b.transposed ? k : n;
    if (dnnl_sgemm(a.letter(), b.letter(), m, n, k, 1, a.values, lda, b.values, ldb, 0, c, n) !=
        dnnl_success)
        throw std::runtime_error("oneDNN refused a matrix product of " + std::to_string(m) + " x " +
                                 std::to_string(k) + " x " + std::to_string(n));
}

} // namespace

void linear_forward(const LinearShape &shape, const float *x, const float *weights, float *y) {
    product({shape.vectors, shape.outputs, shape.inputs}, {x}, {weights}, y);
}

void linear_backward_data(const LinearShape &shape, const float *dy, const float *weights,
                          float *dx) {
    product({shape.vectors, shape.inputs, shape.outputs}, {dy}, {weights, true}, dx);
}

void linear_backward_weights(const LinearShape &shape, const float *x, const float *dy,
                             float *dweights) {
    product({shape.inputs, shape.outputs, shape.vectors}, {x, true}, {dy}, dweights);
}

void bias_forward(std::int64_t vectors, int outputs, const float *bias, float *y) {
    for (std::int64_t v = 0; v < vectors; ++v)
        for (int o = 0; o < outputs; ++o)
            y[v * outputs + o] += bias[o];
}

void bias_backward(std::int64_t vectors, int outputs, const float *dy, float *dbias) {
    std::fill_n(dbias, outputs, 0.0f);
    for (std::int64_t v = 0; v < vectors; ++v)
        for (int o = 0; o < outputs; ++o)
            dbias[o] += dy[v * outputs + o];
}

} // namespace nn
