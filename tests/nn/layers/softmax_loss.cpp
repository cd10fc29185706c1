// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/softmax_loss.h"
#include "nn/base/softmax.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

TEST(Softmax, GivesSharesByHandAndSurvivesLargeLogits) {
    const float logits[] = {0.0F, std::log(3.0F), 10000.0F, 10000.0F};
    float shares[4];
    nn::softmax(logits, 2, 2, shares);
    EXPECT_FLOAT_EQ(shares[0], 0.25F);
    EXPECT_FLOAT_EQ(shares[1], 0.75F);
    EXPECT_FLOAT_EQ(shares[2], 0.5F);
    EXPECT_FLOAT_EQ(shares[3], 0.5F);
}

TEST(SoftmaxLoss, IsTheLogOfTheShareOfTheLabel) {
    const float logits[] = {0.0F, std::log(3.0F), 5.0F, 5.0F};
    const std::uint8_t labels[] = {0, 0}; // shares 1/4 (wrong) and 1/2 (the first of equals: right)
    float gradient[4];
    const nn::Loss loss = nn::softmax_loss({logits, 2, 2}, labels, 0.5F, gradient);
    EXPECT_NEAR(loss.sum, std::log(4.0) + std::log(2.0), 1e-6);
    EXPECT_EQ(loss.right, 1);
    EXPECT_FLOAT_EQ(gradient[0], -0.375F); // (1/4 - 1) / 2
    EXPECT_FLOAT_EQ(gradient[1], 0.375F);
    EXPECT_FLOAT_EQ(gradient[2], -0.25F);
    EXPECT_FLOAT_EQ(gradient[3], 0.25F);
}

TEST(SoftmaxLoss, GradientAgreesWithDifferencesForSoftTargets) {
    std::vector<float> logits{0.3F, -1.2F, 2.0F, 0.7F, 0.1F, -0.4F};
    const float targets[] = {0.2F, 0.5F, 0.3F, 0.0F, 1.0F, 0.0F};
    std::vector<float> gradient(6);
    nn::softmax_loss({logits.data(), 2, 3}, targets, 1.0F, gradient.data());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const float step = 1e-2F, middle = logits[i];
        logits[i] = middle + step;
        const double above = nn::softmax_loss({logits.data(), 2, 3}, targets, 1.0F, nullptr).sum;
        logits[i] = middle - step;
        const double below = nn::softmax_loss({logits.data(), 2, 3}, targets, 1.0F, nullptr).sum;
        logits[i] = middle;
        EXPECT_NEAR(gradient[i], (above - below) / (2 * double{step}), 1e-4);
    }
}

TEST(SoftmaxLoss, OneHotTargetsEqualLabels) {
    const float logits[] = {1.0F, 2.0F, -3.0F};
    const float targets[] = {0.0F, 0.0F, 1.0F};
    const std::uint8_t label = 2;
    float soft[3], hard[3];
    const nn::Loss a = nn::softmax_loss({logits, 1, 3}, targets, 1.0F, soft);
    const nn::Loss b = nn::softmax_loss({logits, 1, 3}, &label, 1.0F, hard);
    EXPECT_EQ(a.sum, b.sum);
    EXPECT_EQ(a.right, b.right);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(soft[i], hard[i]);
}

TEST(LabelTargets, SpreadAShareOverAllClasses) {
    EXPECT_EQ(nn::label_targets({1, 0}, 2, 0), (std::vector<float>{0, 1, 1, 0}));
    const std::vector<float> smooth = nn::label_targets({2}, 4, 0.2); // 0.2 / 4 for each
    EXPECT_FLOAT_EQ(smooth[0], 0.05F);
    EXPECT_FLOAT_EQ(smooth[2], 0.85F);
    EXPECT_FLOAT_EQ(smooth[3], 0.05F);
}
