// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace nn {

/// Local response normalisation across channels (ONNX's LRN; Krizhevsky et al., NIPS 2012, section
/// 3.3): y[c] = x[c] / (bias + alpha / size * squares(c))^beta, where squares(c) is the sum of
/// x[k]^2 over the channels k = c - floor((size - 1) / 2) ... c + floor(size / 2) that there are.
struct ResponseNorm {
    int size = 1;
    float alpha = 1e-4F, beta = 0.75F, bias = 1;
};

/// The base of the power that channel c of a pixel is divided by: bias + alpha / size * squares(c).
float response_base(const ResponseNorm &norm, int channels, std::ptrdiff_t stride, const float *x,
                    int c);

/// Of the `channels` values of one pixel, `stride` apart; x and y are not the same memory.
void response_norm(const ResponseNorm &norm, int channels, std::ptrdiff_t stride, const float *x,
                   float *y);

} // namespace nn
