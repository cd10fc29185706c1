// SPDX-License-Identifier: Apache-2.0
#include "nn/training/weight_average.h"

#include <cmath>
#include <cstddef>

namespace nn {

namespace {

/// Moves the average by a share of its distance.
void approach(const std::vector<float> &now, float share, std::vector<float> &average) {
    for (std::size_t i = 0; i < now.size(); ++i)
        average[i] += share * (now[i] - average[i]);
}

} // namespace

void add_to_average(const std::vector<Matrix> &now, double decay, std::int64_t step,
                    std::vector<Matrix> &average) {
    const auto share =
        static_cast<float>((1 - decay) / (1 - std::pow(decay, static_cast<double>(step))));
    for (std::size_t m = 0; m < now.size(); ++m) {
        approach(now[m].weights, share, average[m].weights);
        approach(now[m].gamma, share, average[m].gamma);
        approach(now[m].beta, share, average[m].beta);
        for (std::size_t r = 0; r < now[m].ranges.size(); ++r) {
            float &range = average[m].ranges[r];
            range += (range == 0 ? 1 : share) * (now[m].ranges[r] - range); // 0: not learned yet
        }
    }
}

} // namespace nn
