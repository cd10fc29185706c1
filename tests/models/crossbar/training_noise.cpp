// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/training_noise.h"
#include "tests/models/moments.h"

#include <gtest/gtest.h>

#include <vector>

namespace cim {
namespace {

constexpr double level_step = (1 - 1 / 17.0) / 3; // of Gmax, 2-bit cells

TEST(TrainingNoise, KeepsWeightsWithoutVariationAndIsPure) {
    std::vector<float> weights(5000);
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = float(int(i % 255) - 127);
    for (Encoding encoding : {Encoding::Differential, Encoding::Offset}) {
        ArraySpec array;
        array.encoding = encoding;
        auto same = weights;
        disturb_weights(array, DeviceSpec{}.ideal(), {1, 2}, {3, 50, 100, 8, same.data()});
        EXPECT_EQ(same, weights);
        auto a = weights, b = weights, c = weights;
        disturb_weights(array, DeviceSpec{}, {1, 2}, {3, 50, 100, 8, a.data()});
        disturb_weights(array, DeviceSpec{}, {1, 2}, {3, 50, 100, 8, b.data()});
        disturb_weights(array, DeviceSpec{}, {1, 3}, {3, 50, 100, 8, c.data()});
        EXPECT_EQ(a, b);
        EXPECT_NE(a, c);
    }
}

TEST(TrainingNoise, HasTheVarianceOfTheCells) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.programming_sigma = 0.01;
    std::vector<float> weights(100000, 127);
    disturb_weights({}, device, {1, 2}, {3, 100, 1000, 8, weights.data()});
    const double expected = (0.01 / level_step) * (0.01 / level_step) * 2 * (1 + 16 + 256 + 4096);
    EXPECT_NEAR(moments(weights).variance / expected, 1, three_sigma(weights.size()));
}

} // namespace
} // namespace cim
