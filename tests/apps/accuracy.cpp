// SPDX-License-Identifier: Apache-2.0
#include "apps/accuracy.h"
#include "apps/design.h"

#include <gtest/gtest.h>

namespace {

TEST(Accuracy, SummarisesChipsWithStudentsInterval) {
    // mean 0.8, deviations -0.1, 0, 0.1: s = 0.1; t(0.975, 2) = 4.302653; half width = t s /
    // sqrt(3)
    const apps::Accuracy accuracy = apps::summarise({0.7, 0.8, 0.9});
    EXPECT_NEAR(accuracy.mean, 0.8, 1e-12);
    EXPECT_NEAR(accuracy.std, 0.1, 1e-12);
    EXPECT_NEAR(accuracy.low, 0.8 - 0.2484138, 1e-6);
    EXPECT_EQ(accuracy.high, 1.0);
    EXPECT_EQ(accuracy.worst, 0.7);
}

TEST(Accuracy, OfOneChipSaysNothingOfOthers) {
    const apps::Accuracy accuracy = apps::summarise({0.9});
    EXPECT_EQ(accuracy.low, 0);
    EXPECT_EQ(accuracy.high, 1);
    EXPECT_EQ(accuracy.std, 0);
}

TEST(Mapping, EntriesOfLeftOutLayersAreSkipped) {
    nn::NetworkSpec network; // four layers and the classifier
    network.kernels = {5, 0, 3, 5};
    const cim::MappingSpec present =
        apps::mapping_of_present_layers({{32, 64, 128, 256, 512}, {8, 4}}, network);
    EXPECT_EQ(present.array_size, (std::vector<int>{32, 128, 256, 512}));
    EXPECT_EQ(present.duplication, (std::vector<int>{8, 4})); // the last entry repeats
}

} // namespace
