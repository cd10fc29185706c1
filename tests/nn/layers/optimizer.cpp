// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/optimizer.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <cmath>

TEST(Sgd, AddsMomentumAndDecayByHand) {
    float values[] = {1.0F};
    const float gradient[] = {0.5F};
    nn::Sgd sgd({{values, gradient, 1, true}}, 0.5, 0.25);
    sgd.step(0.5); // v = 0.5 + 0.25 x 1 = 0.75; w = 1 - 0.375
    EXPECT_FLOAT_EQ(values[0], 0.625F);
    sgd.step(0.5); // v = 0.375 + 0.5 + 0.15625 = 1.03125; w = 0.625 - 0.515625
    EXPECT_FLOAT_EQ(values[0], 0.109375F);
}

TEST(Sgd, LeavesOutDecayWhereAsked) {
    float values[] = {1.0F};
    const float gradient[] = {0.0F};
    nn::Sgd sgd({{values, gradient, 1, false}}, 0.9, 0.5);
    sgd.step(1.0);
    EXPECT_EQ(values[0], 1.0F);
}

TEST(Adam, FirstStepMovesEveryValueByTheRate) {
    float values[] = {1.0F, -2.0F, 3.0F};
    const float gradient[] = {100.0F, -1e-3F, 0.0F};
    nn::Adam adam({{values, gradient, 3, false}}, 0.9, 0);
    adam.step(0.125); // both corrected moments are g and g^2: the step is rate x sign(g)
    EXPECT_NEAR(values[0], 0.875, 1e-6);
    EXPECT_NEAR(values[1], -1.875, 1e-5);
    EXPECT_EQ(values[2], 3.0F);
}

TEST(Adam, CountsStepsOnceForAllTensors) {
    float together[] = {1.0F, 1.0F}, apart[] = {1.0F, 1.0F};
    float gradient[] = {1.0F, 1.0F};
    nn::Adam one({{together, gradient, 2, false}}, 0.9, 0);
    nn::Adam two({{apart, gradient, 1, false}, {apart + 1, gradient + 1, 1, false}}, 0.9, 0);
    for (const float value : {1.0F, -0.5F, 0.25F, 2.0F}) {
        gradient[0] = gradient[1] = value;
        one.step(0.1);
        two.step(0.1);
    }
    EXPECT_EQ(together[0], apart[0]);
    EXPECT_EQ(together[1], apart[1]);
    EXPECT_EQ(apart[0], apart[1]);
}

TEST(Adam, SecondStepByHand) {
    float values[] = {0.0F};
    float gradient[] = {1.0F};
    nn::Adam adam({{values, gradient, 1, false}}, 0.9, 0);
    adam.step(1.0);
    EXPECT_NEAR(values[0], -1.0, 1e-6);
    gradient[0] = 3.0F;
    adam.step(1.0); // m = (0.09 + 0.3) / 0.19; v = (0.000999 + 0.009) / 0.001999
    EXPECT_NEAR(values[0], -1.0 - 0.39 / 0.19 / std::sqrt(0.009999 / 0.001999), 1e-5);
}

TEST(Optimizer, UnknownNameListsTheKnownOnes) {
    EXPECT_EQ(error_text([] { nn::make_optimizer("rmsprop", {}, 0.9, 0); }),
              "unknown optimizer 'rmsprop'; known: sgd, adam");
    EXPECT_NE(nn::make_optimizer("sgd", {}, 0.9, 0), nullptr);
    EXPECT_NE(nn::make_optimizer("adam", {}, 0.9, 0), nullptr);
}

TEST(CosineRate, FallsFromPeakThroughHalfToZero) {
    EXPECT_DOUBLE_EQ(nn::cosine_rate(0.4, 0, 100), 0.4);
    EXPECT_NEAR(nn::cosine_rate(0.4, 50, 100), 0.2, 1e-15);
    EXPECT_NEAR(nn::cosine_rate(0.4, 25, 75), 0.3, 1e-15); // cos 60 degrees = 1/2
    EXPECT_NEAR(nn::cosine_rate(0.4, 100, 100), 0, 1e-15);
}

TEST(WarmedRate, RisesEvenlyAndThenFallsOverTheRest) {
    EXPECT_DOUBLE_EQ(nn::warmed_rate(0.4, 4, 0, 12), 0.1);
    EXPECT_DOUBLE_EQ(nn::warmed_rate(0.4, 4, 3, 12), 0.4);
    EXPECT_DOUBLE_EQ(nn::warmed_rate(0.4, 4, 4, 12), 0.4);
    EXPECT_NEAR(nn::warmed_rate(0.4, 4, 8, 12), 0.2, 1e-15); // half of the 8 that are left
    EXPECT_DOUBLE_EQ(nn::warmed_rate(0.4, 12, 11, 12), 0.4); // never falls
    for (int step = 0; step < 12; ++step)
        EXPECT_EQ(nn::warmed_rate(0.4, 0, step, 12), nn::cosine_rate(0.4, step, 12));
}
