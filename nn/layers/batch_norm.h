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

/// Batch normalisation (Ioffe and Szegedy 2015) and what follows it in a network:
/// y = max(0, gamma (x - mean) / sqrt(variance + epsilon) + beta by channel + residual), without
/// the maximum if not `relu`. `residual` may be null.
void batch_norm_relu_forward(const float *x, std::int64_t pixels, int channels,
                             const ChannelStatistics &statistics, const float *gamma,
                             const float *beta, const float *residual, bool relu, float *y);

/// Gradients, written, when the statistics are those of x itself; `y` is what forward gave. On
/// return dy is the gradient before max (that of the residual); dx may not be dy.
void batch_norm_relu_backward(const float *x, const float *y, float *dy, std::int64_t pixels,
                              int channels, const ChannelStatistics &statistics, const float *gamma,
                              bool relu, float *dx, float *dgamma, float *dbeta);

} // namespace nn
