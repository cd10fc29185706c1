// SPDX-License-Identifier: Apache-2.0
#include "nn/training/checkpoint.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

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

TEST(Checkpoint, GoesOnToTheSameBytes) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = small_network("resnet");
    for (const std::string optimizer : {"sgd", "adam"}) {
        nn::TrainSpec train = short_training();
        train.optimizer = optimizer;
        const nn::Checkpoint checkpoint{testing::TempDir() + optimizer + ".checkpoint", "this one"};
        std::remove(checkpoint.file.c_str());
        std::vector<double> losses, again;
        nn::Supernet straight(spec, grey, classes, 1);
        straight.train(data, train, {}, wobble(), 1, [&](const nn::TrainProgress &now) {
            losses.push_back(now.loss);
            return true;
        });
        for (const int stop : {7, 25, 1000}) { // in the first epoch, in the second, not at all
            int steps = 0;
            again.clear();
            nn::Supernet resumed(spec, grey, classes, 1);
            resumed.train(
                data, train, {}, wobble(), 1,
                [&](const nn::TrainProgress &now) {
                    again.push_back(now.loss);
                    return ++steps < stop;
                },
                checkpoint);
            EXPECT_EQ(stop == 1000, bytes(resumed, "resumed") == bytes(straight, "straight"));
        }
        EXPECT_EQ(again.front(), losses[19]); // the finished epoch, told again
        EXPECT_EQ(again.back(), losses.back());
        nn::Supernet other(spec, grey, classes, 1);
        EXPECT_NE(
            error_text([&] {
                other.train(data, train, {}, nullptr, 1, nullptr, {checkpoint.file, "another"});
            }).find("belongs to another training"),
            std::string::npos);
        std::remove(checkpoint.file.c_str());
    }
}

} // namespace
