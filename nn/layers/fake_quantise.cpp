// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/fake_quantise.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace nn {

namespace {

constexpr float least_range = 1e-6f; ///< of a map that is zero throughout

/// Nearest integer, ties to even, of |x| < 2^22: adding 1.5 * 2^23 leaves no room for a fraction.
inline float round_even(float x) {
    constexpr float magic = 12582912.0f;
    return (x + magic) - magic;
}

/// Sums over the weights that share a range.
struct WeightMoments {
    double count = 0, sum = 0, squares = 0, largest = 0;

    void add(float weight) {
        const double value = double{weight};
        count += 1;
        sum += value;
        squares += value * value;
        largest = std::max(largest, std::abs(value));
    }

    double deviation() const {
        const double mean = sum / count;
        return std::sqrt(std::max(0.0, squares / count - mean * mean));
    }
    double root_mean_square() const { return std::sqrt(squares / count); }

    /// `wanted`, at most the largest weight (0: the largest).
    float range(double wanted) const {
        const double found = wanted > 0 ? std::min(wanted, largest) : largest;
        return static_cast<float>(std::max(found, double{least_range}));
    }
};

float integer_limit(int bits) { return static_cast<float>((1 << (bits - 1)) - 1); }

} // namespace

QuantisedWeights quantise_weights(const std::vector<float> &weights, int bits, double clip) {
    WeightMoments moments;
    for (const float w : weights)
        moments.add(w);
    const float limit = integer_limit(bits);
    QuantisedWeights found{std::vector<float>(weights.size()),
                           moments.range(clip * moments.deviation()) / limit};
    const float inverse = 1 / found.unit;
    for (std::size_t i = 0; i < weights.size(); ++i)
        found.values[i] = round_even(std::min(std::max(weights[i] * inverse, -limit), limit));
    return found;
}

std::vector<float> quantise_columns(const std::vector<float> &weights, int columns, int bits,
                                    double clip, std::vector<float> &units) {
    const auto count = static_cast<std::size_t>(columns);
    const float limit = integer_limit(bits);
    std::vector<WeightMoments> moments(count);
    for (std::size_t i = 0; i < weights.size(); ++i)
        moments[i % count].add(weights[i]);
    units.clear();
    for (const WeightMoments &of : moments)
        units.push_back(of.range(clip * of.root_mean_square()) / limit);
    std::vector<float> values(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i)
        values[i] = round_even(std::clamp(weights[i] / units[i % count], -limit, limit));
    return values;
}

float activation_range(const float *x, std::int64_t count, double percentile, int samples) {
    const std::int64_t stride = std::max<std::int64_t>(1, count / samples) | 1; // odd: all channels
    std::vector<float> sample;
    sample.reserve(static_cast<std::size_t>(count / stride + 1));
    for (std::int64_t i = 0; i < count; i += stride)
        sample.push_back(x[i]);
    const auto above =
        static_cast<std::ptrdiff_t>((1 - percentile) * static_cast<double>(sample.size()));
    const auto found = sample.end() - 1 - above;
    std::nth_element(sample.begin(), found, sample.end());
    return std::max(*found, least_range);
}

void fake_quantise_forward(std::int64_t count, float range, int bits, const float *x, float *y) {
    const float limit = static_cast<float>((1 << bits) - 1), unit = range / limit,
                inverse = 1 / unit;
    for (std::int64_t i = 0; i < count; ++i) {
        const float steps = x[i] * inverse;
        y[i] = round_even(steps < limit ? steps : limit) * unit;
    }
}

double range_gradient(std::int64_t count, float range, int bits, const float *x, const float *dy) {
    constexpr std::int64_t lanes = 16, block = lanes * 4096; // a fixed order that vectorises
    const float limit = static_cast<float>((1 << bits) - 1), inverse = limit / range,
                share = 1 / limit;
    const auto term = [&](std::int64_t i) {
        const float steps = x[i] * inverse;
        return dy[i] * (steps < limit ? (round_even(steps) - steps) * share : 1.0f);
    };
    double sum = 0;
    for (std::int64_t first = 0; first < count; first += block) {
        std::array<float, lanes> sums{};
        const std::int64_t end = std::min(first + block, count);
        std::int64_t i = first;
        for (; i + lanes <= end; i += lanes)
            for (std::int64_t lane = 0; lane < lanes; ++lane)
                sums[static_cast<std::size_t>(lane)] += term(i + lane);
        for (; i < end; ++i)
            sums[0] += term(i);
        for (const float one : sums)
            sum += double{one};
    }
    return sum;
}

void fake_quantise_backward(std::int64_t count, float range, const float *x, float *dy) {
    for (std::int64_t i = 0; i < count; ++i)
        dy[i] = x[i] <= range ? dy[i] : 0;
}

} // namespace nn
