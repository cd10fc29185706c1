// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace nn {

/// Sizes of a linear layer at work: `vectors` products with a matrix of inputs x outputs. A 1x1
/// convolution is one, too.
struct LinearShape {
    std::int64_t vectors = 0, inputs = 0, outputs = 0;
};

/// y = x W, vectors x inputs times inputs x outputs, row-major.
void linear_forward(const LinearShape &shape, const float *x, const float *weights, float *y);

/// Gradient of the input, written: dx = dy W^T.
void linear_backward_data(const LinearShape &shape, const float *dy, const float *weights,
                          float *dx);

/// Gradient of the weights, written: dW = x^T dy.
void linear_backward_weights(const LinearShape &shape, const float *x, const float *dy,
                             float *dweights);

/// y += bias on every vector; and the gradient of the bias, written.
void bias_forward(std::int64_t vectors, int outputs, const float *bias, float *y);
void bias_backward(std::int64_t vectors, int outputs, const float *dy, float *dbias);

} // namespace nn
