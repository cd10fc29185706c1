// SPDX-License-Identifier: Apache-2.0
#include "nn/training/checkpoint.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace {

TEST(Checkpoint, KeepsTheLossOfATrainingThatDiverged) {
    const nn::Checkpoint checkpoint{testing::TempDir() + "diverged.checkpoint", "this one"};
    const double infinite = std::numeric_limits<double>::infinity();
    nn::Standing at{1, 2, {std::nan(""), 3}, {{0, 3, 7, 7, infinite, 0.25, 1.0 / 3, 0.125}}};
    std::vector<nn::Matrix> matrices(1);
    matrices[0].weights = {1};
    nn::OptimizerState optimizer{9, {}};
    std::vector<nn::Matrix> no_average;
    const nn::Carried carried{matrices, optimizer, no_average};
    nn::save_checkpoint(checkpoint, at, carried);
    const nn::Standing back = nn::load_checkpoint(checkpoint, {3, 7}, carried);
    std::remove(checkpoint.file.c_str());
    EXPECT_EQ(back.step, 2);
    EXPECT_TRUE(std::isnan(back.sum.sum));
    EXPECT_EQ(back.sum.right, 3);
    ASSERT_EQ(back.finished.size(), 1U);
    EXPECT_EQ(back.finished[0].loss, infinite);
    EXPECT_EQ(back.finished[0].learning_rate, 1.0 / 3);
    EXPECT_EQ(back.finished[0].test_accuracy, 0.125);
}

/// A checkpoint of two matrices, and what is said of it once `change` has been done to its bytes.
class CheckpointFile : public testing::Test {
  protected:
    CheckpointFile() {
        matrices_[0].weights = {1, 2, 3};
        matrices_[1].gamma = {4};
        nn::save_checkpoint(checkpoint_, {1, 2, {0.5, 3}, {{0, 3, 7, 7, 1, 0.25, 0.5, 0.125}}},
                            {matrices_, optimizer_, average_});
        std::ifstream in(checkpoint_.file, std::ios::binary);
        good_.assign(std::istreambuf_iterator<char>(in), {});
    }

    /// Nothing if it is loaded.
    std::string refusal(const std::string &bytes, const nn::TrainLength &length = {3, 7}) {
        std::ofstream(checkpoint_.file, std::ios::binary) << bytes;
        loaded_ = matrices_;
        nn::OptimizerState optimizer = optimizer_;
        std::vector<nn::Matrix> average = average_;
        try {
            at_ = nn::load_checkpoint(checkpoint_, length, {loaded_, optimizer, average});
        } catch (const std::invalid_argument &error) {
            return error.what();
        }
        return "";
    }

    const TemporaryFolder folder_;
    nn::Checkpoint checkpoint_{(folder_.path() / "checkpoint").string(), "this one"};
    std::vector<nn::Matrix> matrices_{2}, loaded_, average_;
    nn::OptimizerState optimizer_{9, {{5, 6}}};
    nn::Standing at_;
    std::string good_;
};

TEST_F(CheckpointFile, AChangedBitIsRefusedOrChangesNothing) {
    ASSERT_EQ(refusal(good_), "");
    int harmless = 0;
    for (std::size_t bit = 0; bit < 8 * good_.size(); bit += 11) { // every bit of some byte
        std::string flipped = good_;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
        const std::string refused = refusal(flipped);
        EXPECT_EQ(refused.find('\n'), std::string::npos) << refused;
        if (!refused.empty()) {
            EXPECT_NE(refused.find("remove it to begin anew"), std::string::npos) << refused;
            continue;
        }
        ++harmless; // in the blanks that fill up the header, say
        EXPECT_EQ(loaded_[0].weights, matrices_[0].weights);
        EXPECT_EQ(loaded_[1].gamma, matrices_[1].gamma);
        EXPECT_EQ(at_.step, 2);
    }
    EXPECT_LT(harmless, 8);
}

TEST_F(CheckpointFile, CutOffAtAnyByteIsDamaged) {
    for (std::size_t size = 0; size < good_.size(); size += 7)
        EXPECT_NE(refusal(good_.substr(0, size)).find("remove it to begin anew"), std::string::npos)
            << size;
}

TEST_F(CheckpointFile, StandsWithinItsTraining) {
    EXPECT_EQ(refusal(good_, {1, 7}), "");
    for (const nn::TrainLength &length : {nn::TrainLength{0, 7}, nn::TrainLength{3, 2}})
        EXPECT_NE(refusal(good_, length).find("is damaged"), std::string::npos);
}

TEST_F(CheckpointFile, OfAnotherTrainingSaysWhatDiffers) {
    checkpoint_.identity = "that one";
    checkpoint_.change = [](const std::string &before, const std::string &now) {
        return before + ", not " + now;
    };
    EXPECT_EQ(refusal(good_), checkpoint_.file +
                                  " belongs to another training (this one, not that one); choose "
                                  "another output, or remove it to begin anew");
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
        straight.train(data, {train, {}, wobble()}, [&](const nn::TrainProgress &now) {
            losses.push_back(now.loss);
            return true;
        });
        for (const int stop : {7, 25, 1000}) { // in the first epoch, in the second, not at all
            int steps = 0;
            again.clear();
            nn::Supernet resumed(spec, grey, classes, 1);
            resumed.train(
                data, {train, {}, wobble()},
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
        EXPECT_NE(error_text([&] {
                      other.train(data, {train}, nullptr, {checkpoint.file, "another"});
                  }).find("belongs to another training"),
                  std::string::npos);
        std::remove(checkpoint.file.c_str());
    }
}

} // namespace
