// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/fake_quantise.h"

#include <gtest/gtest.h>

#include <cmath>

using Floats = std::vector<float>;

TEST(FakeQuantise, WeightsReachTheLargestIntegerAtTheirLargest) {
    const nn::QuantisedWeights found = nn::quantise_weights({-1, 0.5F, 0.26F, 0}, 3, 0);
    EXPECT_FLOAT_EQ(found.unit, 1.0F / 3);          // three bits: |integer| <= 3
    EXPECT_EQ(found.values, (Floats{-3, 2, 1, 0})); // 0.5 / unit = 1.5, a tie, goes to even
}

TEST(FakeQuantise, WeightsAreClippedToStandardDeviations) {
    const nn::QuantisedWeights found = nn::quantise_weights({-3, 3, -1, 1}, 8, 1);
    EXPECT_FLOAT_EQ(found.unit, std::sqrt(5.0F) / 127); // variance (9 + 9 + 1 + 1) / 4
    EXPECT_EQ(found.values[0], -127);
    EXPECT_EQ(found.values[3], 57); // 127 / sqrt(5) = 56.8
}

TEST(FakeQuantise, EachColumnHasARangeOfItsOwn) {
    Floats units;
    const Floats values = nn::quantise_columns({-3, 10, 3, 0, -1, 0, 1, -10}, 2, 8, 1, units);
    EXPECT_FLOAT_EQ(units[0], std::sqrt(5.0F) / 127);  // root mean square
    EXPECT_FLOAT_EQ(units[1], std::sqrt(50.0F) / 127); // of 10, 0, 0, -10
    EXPECT_EQ(values, (Floats{-127, 127, 127, 0, -57, 0, 57, -127}));
    nn::quantise_columns({-3, 10, 3, 0, -1, 0, 1, -10}, 2, 8, 0, units);
    EXPECT_FLOAT_EQ(units[0], 3.0F / 127); // the largest
}

TEST(FakeQuantise, ActivationsRoundToStepsAndClip) {
    const Floats x{0, 0.4F, 0.6F, 3, 9};
    Floats y(5), dy(5, 1.0F);
    nn::fake_quantise_forward(5, 3, 2, x.data(), y.data()); // two bits: 0, 1, 2, 3
    EXPECT_EQ(y, (Floats{0, 0, 1, 3, 3}));
    nn::fake_quantise_backward(5, 3, x.data(), dy.data());
    EXPECT_EQ(dy, (Floats{1, 1, 1, 1, 0}));
}

TEST(FakeQuantise, RangeLeavesTheAskedShareBelow) {
    Floats x(1000);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<float>(i + 1);
    EXPECT_EQ(nn::activation_range(x.data(), 1000, 0.99, 1000), 990);
    EXPECT_GT(nn::activation_range(Floats(10).data(), 10, 0.99, 10), 0);
}
