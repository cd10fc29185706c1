// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace nn {

constexpr float batch_norm_epsilon = 1e-5f;

/// Mean and (biased) variance of each channel over the pixels of a batch.
struct ChannelStatistics {
    std::vector<float> mean, variance;
};

/// x: pixels x channels.
ChannelStatistics channel_statistics(const float *x, std::int64_t pixels, int channels);

/// Batch normalisation (Ioffe and Szegedy 2015) of a batch of maps, pixels x channels, and what
/// follows it in a network.
struct BatchNorm {
    std::int64_t pixels;
    int channels;
    const ChannelStatistics &statistics;
    const float *gamma, *beta; ///< by channel
    bool relu;
};

/// y = max(0, gamma (x - mean) / sqrt(variance + epsilon) + beta by channel + residual), without
/// the maximum if not norm.relu. `residual` may be null.
void batch_norm_relu_forward(const BatchNorm &norm, const float *x, const float *residual,
                             float *y);

/// Where gradients are written.
struct BatchNormGradients {
    float *x, *gamma, *beta;
};

/// Gradients when the statistics are those of x itself; `y` is what forward gave. On return dy is
/// the gradient before max (that of the residual); gradients.x may not be dy. Of `norm` beta is not
/// read.
void batch_norm_relu_backward(const BatchNorm &norm, const float *x, const float *y, float *dy,
                              const BatchNormGradients &gradients);

} // namespace nn
