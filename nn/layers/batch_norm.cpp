// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/batch_norm.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn {

namespace {

constexpr std::int64_t block = 4096; ///< values summed in float before a double takes the sum
constexpr int lanes = 64;            ///< a line of whole pixels has about so many values

/// Pixels that are worked on at once: enough to fill the processor's vectors.
struct Line {
    explicit Line(int channels)
        : pixels(std::max(1, lanes / channels)), values(pixels * channels) {}

    std::vector<float> repeat(const std::vector<float> &by_channel) const {
        std::vector<float> found;
        for (int p = 0; p < pixels; ++p)
            found.insert(found.end(), by_channel.begin(), by_channel.end());
        return found;
    }

    int pixels, values;
};

/// Calls visit(first value, number of values) for each line of a map, the last one perhaps short.
template <class Visit>
void for_each_line(const Line &line, std::int64_t pixels, int channels, Visit visit) {
    const std::int64_t values = pixels * channels;
    std::int64_t first = 0;
    for (; first + line.values <= values; first += line.values)
        visit(first, line.values);
    if (first < values)
        visit(first, static_cast<int>(values - first));
}

/// Sums of two values a pixel by channel, in float for a while, then in double.
class ChannelSums {
  public:
    explicit ChannelSums(int channels)
        : plain(static_cast<std::size_t>(channels)), product(plain), line_(channels),
          s_(static_cast<std::size_t>(line_.values)), t_(s_) {}

    /// Adds value(i) and value(i) * other(i) for all values i of the map.
    template <class Value, class Other>
    void add(std::int64_t pixels, int channels, Value value, Other other) {
        float *__restrict s = s_.data(), *__restrict t = t_.data();
        std::int64_t since = 0;
        for_each_line(line_, pixels, channels, [&](std::int64_t first, int values) {
#pragma GCC ivdep
            for (int i = 0; i < values; ++i) {
                const float a = value(first + i);
                s[i] += a;
                t[i] += a * other(first + i);
            }
            since += values;
            if (since >= block) {
                fold();
                since = 0;
            }
        });
        fold();
    }

    std::vector<double> plain, product;

  private:
    void fold() {
        const std::size_t channels = plain.size();
        for (std::size_t i = 0; i < s_.size(); ++i) {
            plain[i % channels] += double{s_[i]};
            product[i % channels] += double{t_[i]};
        }
        std::fill(s_.begin(), s_.end(), 0.0f);
        std::fill(t_.begin(), t_.end(), 0.0f);
    }

    Line line_;
    std::vector<float> s_, t_;
};

} // namespace

ChannelStatistics channel_statistics(const float *x, std::int64_t pixels, int channels) {
    ChannelSums sums(channels);
    const auto value = [&](std::int64_t i) { return x[i]; };
    sums.add(pixels, channels, value, value);
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

void batch_norm_relu_forward(const BatchNorm &norm, const float *x, const float *residual,
                             float *y) {
    std::vector<float> scale(static_cast<std::size_t>(norm.channels)), offset(scale);
    for (std::size_t c = 0; c < scale.size(); ++c) {
        scale[c] = norm.gamma[c] / std::sqrt(norm.statistics.variance[c] + batch_norm_epsilon);
        offset[c] = norm.beta[c] - norm.statistics.mean[c] * scale[c];
    }
    const Line line(norm.channels);
    const std::vector<float> scales = line.repeat(scale), offsets = line.repeat(offset);
    const float *__restrict s = scales.data(), *__restrict t = offsets.data();
    const float least = norm.relu ? 0.0f : std::numeric_limits<float>::lowest();
    for_each_line(line, norm.pixels, norm.channels, [&](std::int64_t first, int values) {
        const float *from = x + first;
        float *to = y + first; // perhaps the same
        if (residual) {
            const float *more = residual + first;
#pragma GCC ivdep
            for (int i = 0; i < values; ++i)
                to[i] = std::max(least, from[i] * s[i] + t[i] + more[i]);
        } else {
#pragma GCC ivdep
            for (int i = 0; i < values; ++i)
                to[i] = std::max(least, from[i] * s[i] + t[i]);
        }
    });
}

void batch_norm_relu_backward(const BatchNorm &norm, const float *x, const float *y, float *dy,
                              const BatchNormGradients &gradients) {
    const std::int64_t pixels = norm.pixels;
    const int channels = norm.channels;
    ChannelSums sums(channels);
    const auto normalised = [&](std::int64_t i) { return x[i]; };
    const auto before_max = [&](std::int64_t i) { return dy[i] = y[i] > 0 ? dy[i] : 0; };
    if (norm.relu)
        sums.add(pixels, channels, before_max, normalised);
    else
        sums.add(
            pixels, channels, [&](std::int64_t i) { return dy[i]; }, normalised);
    const auto n = static_cast<std::size_t>(channels);
    const double count = static_cast<double>(pixels);
    // dx = gamma / sigma (dy - mean(dy) - xhat mean(dy xhat)) = a dy + b x + c
    std::vector<float> a(n), b(n), c(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double mean = double{norm.statistics.mean[i]};
        const double inverse =
            1 / std::sqrt(double{norm.statistics.variance[i]} + double{batch_norm_epsilon});
        const double along = (sums.product[i] - mean * sums.plain[i]) * inverse; // sum of dy xhat
        gradients.gamma[i] = static_cast<float>(along);
        gradients.beta[i] = static_cast<float>(sums.plain[i]);
        const double scale = double{norm.gamma[i]} * inverse,
                     slope = scale * along * inverse / count;
        a[i] = static_cast<float>(scale);
        b[i] = static_cast<float>(-slope);
        c[i] = static_cast<float>(slope * mean - scale * sums.plain[i] / count);
    }
    const Line line(channels);
    const std::vector<float> as = line.repeat(a), bs = line.repeat(b), cs = line.repeat(c);
    const float *__restrict pa = as.data(), *__restrict pb = bs.data(), *__restrict pc = cs.data();
    for_each_line(line, pixels, channels, [&](std::int64_t first, int values) {
        const float *__restrict gradient = dy + first, *__restrict from = x + first;
        float *__restrict to = gradients.x + first;
        for (int i = 0; i < values; ++i)
            to[i] = pa[i] * gradient[i] + pb[i] * from[i] + pc[i];
    });
}

} // namespace nn
