// SPDX-License-Identifier: Apache-2.0
#include "nn/checkpoint.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>

namespace {

TEST(Checkpoint, KeepsTheLossOfATrainingThatDiverged) {
    const nn::Checkpoint checkpoint{testing::TempDir() + "diverged.checkpoint", "this one"};
    const double infinite = std::numeric_limits<double>::infinity();
    nn::Standing at{1, 2, {std::nan(""), 3}, {{0, 5, 7, 7, infinite, 0.25, 1.0 / 3, 0.125}}};
    std::vector<nn::Matrix> matrices(1);
    matrices[0].weights = {1};
    nn::OptimizerState optimizer{9, {}};
    nn::save_checkpoint(checkpoint, at, matrices, optimizer);
    const nn::Standing back = nn::load_checkpoint(checkpoint, matrices, optimizer);
    std::remove(checkpoint.file.c_str());
    EXPECT_EQ(back.step, 2);
    EXPECT_TRUE(std::isnan(back.sum.sum));
    EXPECT_EQ(back.sum.right, 3);
    ASSERT_EQ(back.finished.size(), 1U);
    EXPECT_EQ(back.finished[0].loss, infinite);
    EXPECT_EQ(back.finished[0].learning_rate, 1.0 / 3);
    EXPECT_EQ(back.finished[0].test_accuracy, 0.125);
}

} // namespace
