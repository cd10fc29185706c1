// SPDX-License-Identifier: Apache-2.0
// The keys train.* that say how images, labels, rates and weights are treated.
#include "nn/training/supernet.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

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
