// SPDX-License-Identifier: Apache-2.0
// The keys train.* that say how images, labels, rates and weights are treated.
#include "nn/networks/network_file.h"
#include "nn/training/supernet.h"
#include "nn/training/trainer.h"
#include "nn/training/weight_average.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace {

/// The bytes of a network trained for an epoch on 64 images.
std::string trained_bytes(const nn::TrainSpec &train, int threads = 1) {
    const nn::Dataset data{patches(64, grey, 0), patches(8, grey, 1)};
    nn::Training training{train};
    training.disturb = wobble();
    training.threads = threads;
    return bytes(trained(data, small_network("convnet"), training), "recipe");
}

nn::TrainSpec an_epoch() {
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    return train;
}

} // namespace

TEST(Recipe, AugmentationIsKeysThatActWhereItIsWanted) {
    nn::TrainSpec train = an_epoch();
    const std::string plain = trained_bytes(train);
    train.augment_shift = 4;
    train.cutout = 6;
    EXPECT_EQ(trained_bytes(train), plain);
    train.augment = true;
    const std::string both = trained_bytes(train);
    EXPECT_EQ(trained_bytes(train, 3), both);
    train.cutout = 0;
    const std::string shifted = trained_bytes(train);
    train.augment_shift = 2;
    const std::string usual = trained_bytes(train);
    EXPECT_NE(both, shifted);
    EXPECT_NE(shifted, usual);
    EXPECT_NE(usual, plain);
}

TEST(Recipe, AnAugmentationThatLeavesNothingIsRefused) {
    nn::TrainSpec train = an_epoch();
    train.augment = true;
    train.augment_shift = 12;
    EXPECT_EQ(error_text([&] { trained_bytes(train); }),
              "train.augment_shift is 12; 0 to 11 is right for 12 x 12 pixels");
    train.augment_shift = 11;
    train.cutout = 13;
    EXPECT_EQ(error_text([&] { trained_bytes(train); }),
              "train.cutout is 13; 0 to 12 is right for 12 x 12 pixels");
}

TEST(Recipe, TheAverageCountsOlderStepsLessAndItsBeginningNot) {
    const auto values = [](float weight, float range) {
        nn::Matrix matrix;
        matrix.weights = {weight};
        matrix.ranges = {range};
        return std::vector<nn::Matrix>{matrix};
    };
    std::vector<nn::Matrix> average = nn::zeros_like(values(1, 1));
    nn::add_to_average(values(8, 0), 0.5, 1, average);
    EXPECT_EQ(average[0].weights[0], 8);
    EXPECT_EQ(average[0].ranges[0], 0);
    nn::add_to_average(values(2, 6), 0.5, 2, average);
    EXPECT_FLOAT_EQ(average[0].weights[0], 4); // (8 x 0.5 + 2) / 1.5
    EXPECT_EQ(average[0].ranges[0], 6);        // learned from here on
    nn::add_to_average(values(11, 13), 0.5, 3, average);
    EXPECT_FLOAT_EQ(average[0].weights[0], 8); // (8 x 0.25 + 2 x 0.5 + 11) / 1.75
    EXPECT_FLOAT_EQ(average[0].ranges[0], 10); // 6 + (13 - 6) / 1.75
}

TEST(Recipe, WhatIsLeftIsTheAverageAndTheOptimizerGoesOnWithoutIt) {
    const nn::Dataset data{patches(96, grey, 0), {}};
    nn::TrainSpec train = an_epoch();
    std::vector<std::vector<nn::Matrix>> behind; // a step, without an average
    std::vector<nn::Matrix> averaged;
    for (const double decay : {0.0, 0.75}) {
        train.average = decay;
        nn::TrainedNetwork network = nn::fresh_network(small_network("convnet"), grey, classes, 1);
        nn::Trainer trainer(network, data.train, {train});
        trainer.exchange_average(); // nothing yet
        for (int step = 0; step < 3; ++step) {
            trainer.step(0, step, 0.1);
            if (decay == 0)
                behind.push_back(network.matrices);
            else
                EXPECT_EQ(network.matrices[1].weights,
                          behind[static_cast<std::size_t>(step)][1].weights);
            trainer.exchange_average(); // as for a test
            trainer.exchange_average();
        }
        trainer.exchange_average();
        averaged = network.matrices;
    }
    for (std::size_t m = 0; m < averaged.size(); ++m)
        for (std::size_t i = 0; i < averaged[m].weights.size(); ++i) {
            const float wanted = (behind[0][m].weights[i] * 0.5625F +
                                  behind[1][m].weights[i] * 0.75F + behind[2][m].weights[i]) /
                                 2.3125F;
            EXPECT_NEAR(averaged[m].weights[i], wanted, 1e-6);
        }
}

TEST(Recipe, EveryKeyActsWhateverTheNumberOfThreads) {
    const nn::TrainSpec plain = an_epoch();
    const std::string usual = trained_bytes(plain);
    std::vector<nn::TrainSpec> trainings(3, plain);
    trainings[0].warm_up = 0.5;
    trainings[1].label_smoothing = 0.1;
    trainings[2].average = 0.9;
    for (const nn::TrainSpec &train : trainings) {
        const std::string one = trained_bytes(train);
        EXPECT_NE(one, usual);
        EXPECT_EQ(one, trained_bytes(train, 3));
    }
}

TEST(Recipe, AllOfItGoesOnToTheSameBytes) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.augment = true;
    train.augment_shift = 3;
    train.cutout = 4;
    train.warm_up = 0.75;
    train.label_smoothing = 0.1;
    train.average = 0.95;
    train.activation_ranges = nn::ActivationRanges::Learned;
    const nn::Checkpoint checkpoint{testing::TempDir() + "recipe.checkpoint", "this one"};
    std::remove(checkpoint.file.c_str());
    nn::Supernet straight(small_network("convnet"), grey, classes, 1);
    straight.train(data, {train, {}, wobble()});
    std::vector<double> rates;
    for (const int stop : {7, 25, 1000}) { // in the first epoch, in the second, not at all
        int steps = 0;
        nn::Supernet resumed(small_network("convnet"), grey, classes, 1);
        resumed.train(
            data, {train, {}, wobble()},
            [&](const nn::TrainProgress &now) {
                if (now.test_accuracy < 0)
                    rates.push_back(now.learning_rate);
                return ++steps < stop;
            },
            checkpoint);
        EXPECT_EQ(stop == 1000, bytes(resumed, "resumed") == bytes(straight, "straight"));
    }
    std::remove(checkpoint.file.c_str());
    EXPECT_DOUBLE_EQ(rates.front(), train.learning_rate / 15); // of 20 steps an epoch
}
