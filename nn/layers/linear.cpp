// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/linear.h"

#include <dnnl.h>
#include <omp.h>

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

/// c (m x n) = op(a) op(b), row-major.
void product(char transpose_a, char transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
             const float *a, const float *b, float *c) {
    omp_set_num_threads(1);
    const std::int64_t lda = transpose_a == 'T' ? m : k, ldb = transpose_b == 'T' ? k : n;
    if (dnnl_sgemm(transpose_a, transpose_b, m, n, k, 1, a, lda, b, ldb, 0, c, n) != dnnl_success)
        throw std::runtime_error("oneDNN refused a matrix product of " + std::to_string(m) + " x " +
                                 std::to_string(k) + " x " + std::to_string(n));
}

} // namespace

void linear_forward(std::int64_t vectors, int inputs, int outputs, const float *x,
                    const float *weights, float *y) {
    product('N', 'N', vectors, outputs, inputs, x, weights, y);
}

void linear_backward_data(std::int64_t vectors, int inputs, int outputs, const float *dy,
                          const float *weights, float *dx) {
    product('N', 'T', vectors, inputs, outputs, dy, weights, dx);
}

void linear_backward_weights(std::int64_t vectors, int inputs, int outputs, const float *x,
                             const float *dy, float *dweights) {
    product('T', 'N', inputs, outputs, vectors, x, dy, dweights);
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
