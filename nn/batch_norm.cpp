// SPDX-License-Identifier: Apache-2.0
#include "nn/batch_norm.h"

#include <algorithm>
#include <cmath>

namespace nn {

namespace {

constexpr std::int64_t block = 1024; ///< pixels summed in float before a double takes the sum

/// Sums of a[p] and of a[p] * b[p] by channel.
struct ChannelSums {
    std::vector<double> plain, product;
};

ChannelSums channel_sums(const float *a, const float *b, std::int64_t pixels, int channels) {
    const auto n = static_cast<std::size_t>(channels);
    ChannelSums sums{std::vector<double>(n), std::vector<double>(n)};
    std::vector<float> plain(n), product(n);
    float *__restrict s = plain.data(), *__restrict t = product.data();
    for (std::int64_t first = 0; first < pixels; first += block) {
        std::fill(plain.begin(), plain.end(), 0.0f);
        std::fill(product.begin(), product.end(), 0.0f);
        const std::int64_t last = std::min(first + block, pixels);
        for (std::int64_t p = first; p < last; ++p)
            for (int c = 0; c < channels; ++c) {
                s[c] += a[p * channels + c];
                t[c] += a[p * channels + c] * b[p * channels + c];
            }
        for (std::size_t c = 0; c < n; ++c) {
            sums.plain[c] += double{plain[c]};
            sums.product[c] += double{product[c]};
        }
    }
    return sums;
}

} // namespace

ChannelStatistics channel_statistics(const float *x, std::int64_t pixels, int channels) {
    const ChannelSums sums = channel_sums(x, x, pixels, channels);
    ChannelStatistics found;
    const double count = static_cast<double>(pixels);
    for (std::size_t c = 0; c < sums.plain.size(); ++c) {
        const double mean = sums.plain[c] / count;
        found.mean.push_back(static_cast<float>(mean));
        found.variance.push_back(
            static_cast<float>(std::max(0.0, sums.product[c] / count - mean * mean)));
    }
    return found;
}

void batch_norm_forward(const float *x, std::int64_t pixels, int channels,
                        const ChannelStatistics &statistics, const float *gamma, const float *beta,
                        float *y) {
    std::vector<float> scale(static_cast<std::size_t>(channels)), offset(scale);
    for (std::size_t c = 0; c < scale.size(); ++c) {
        scale[c] = gamma[c] / std::sqrt(statistics.variance[c] + batch_norm_epsilon);
        offset[c] = beta[c] - statistics.mean[c] * scale[c];
    }
    const float *__restrict s = scale.data(), *__restrict t = offset.data();
    for (std::int64_t p = 0; p < pixels; ++p)
        for (int c = 0; c < channels; ++c)
            y[p * channels + c] = x[p * channels + c] * s[c] + t[c];
}

void batch_norm_backward(const float *x, const float *dy, std::int64_t pixels, int channels,
                         const ChannelStatistics &statistics, const float *gamma, float *dx,
                         float *dgamma, float *dbeta) {
    const ChannelSums sums = channel_sums(dy, x, pixels, channels);
    const auto n = static_cast<std::size_t>(channels);
    const double count = static_cast<double>(pixels);
    // dx = gamma / sigma (dy - mean(dy) - xhat mean(dy xhat)) = a dy + b x + c
    std::vector<float> a(n), b(n), c(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double mean = double{statistics.mean[i]};
        const double inverse =
            1 / std::sqrt(double{statistics.variance[i]} + double{batch_norm_epsilon});
        const double along = (sums.product[i] - mean * sums.plain[i]) * inverse; // sum of dy xhat
        dgamma[i] = static_cast<float>(along);
        dbeta[i] = static_cast<float>(sums.plain[i]);
        const double scale = double{gamma[i]} * inverse, slope = scale * along * inverse / count;
        a[i] = static_cast<float>(scale);
        b[i] = static_cast<float>(-slope);
        c[i] = static_cast<float>(slope * mean - scale * sums.plain[i] / count);
    }
    const float *__restrict pa = a.data(), *__restrict pb = b.data(), *__restrict pc = c.data();
    for (std::int64_t p = 0; p < pixels; ++p)
        for (int i = 0; i < channels; ++i) {
            const std::int64_t at = p * channels + i;
            dx[at] = pa[i] * dy[at] + pb[i] * x[at] + pc[i];
        }
}

} // namespace nn
