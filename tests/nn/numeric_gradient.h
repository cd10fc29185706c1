// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/random.h"

#include <cmath>
#include <cstddef>
#include <vector>

/// Values drawn from a normal distribution.
inline std::vector<float> normal_values(int count, std::uint64_t index) {
    nn::Random random(7, nn::Purpose::Weights, index);
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float &value : values)
        value = static_cast<float>(random.normal());
    return values;
}

/// Norm of the difference between `analytic` and the central difference (f(x + h) - f(x - h)) / 2h,
/// as a share of the norm of `analytic`. f = sum of weight x output, output = forward() reading x.
template <class Forward>
double gradient_error(std::vector<float> &x, const std::vector<float> &weight,
                      const std::vector<float> &analytic, float h, Forward forward) {
    const auto value = [&] {
        const std::vector<float> output = forward();
        double sum = 0;
        for (std::size_t i = 0; i < output.size(); ++i)
            sum += double{weight[i]} * double{output[i]};
        return sum;
    };
    double squares = 0, differences = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float kept = x[i];
        x[i] = kept + h;
        const double above = value();
        x[i] = kept - h;
        const double below = value();
        x[i] = kept;
        const double slope = (above - below) / (2 * double{h});
        squares += std::pow(double{analytic[i]}, 2);
        differences += std::pow(double{analytic[i]} - slope, 2);
    }
    return std::sqrt(differences / squares);
}
