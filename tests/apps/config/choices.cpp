// SPDX-License-Identifier: Apache-2.0
#include "apps/config/choices.h"
#include "apps/config/layer_entries.h"

#include <gtest/gtest.h>

namespace {

apps::Config searched() {
    apps::Config config;
    config.genes = {{"network.kernels.4", {"5", "0", "3"}},
                    {"network.channels.1", {"8", "16"}},
                    {"chip.tile.array.encoding", {"offset", "differential"}},
                    {"mapping.array_size.2", {"64", "128"}}};
    return config;
}

TEST(Choices, OfTheNetworkAreWhatItTrainsFor) {
    const nn::Choices choices = apps::network_choices(searched());
    ASSERT_EQ(choices.kernels.size(), 4u);
    EXPECT_EQ(choices.kernels[3], (std::vector<int>{0, 3, 5}));
    EXPECT_EQ(choices.channels[0], (std::vector<int>{8, 16}));
    EXPECT_TRUE(choices.kernels[0].empty());
}

TEST(Choices, OfDepthAndBitsAreTrainedForToo) {
    apps::Config config;
    config.network.blocks = {3, 3};
    config.network.layer_weight_bits = {8, 6, 4};
    config.network.layer_activation_bits = {8};
    config.genes = {{"network.blocks.2", {"3", "1"}},
                    {"network.layer_weight_bits.3", {"2", "4"}},
                    {"network.layer_activation_bits.1", {"4", "8"}},
                    {"network.weight_bits", {"8", "4"}},
                    {"network.activation_bits", {"6"}}};
    const nn::Choices choices = apps::network_choices(config);
    EXPECT_EQ(choices.blocks, (std::vector<std::vector<int>>{{}, {1, 3}}));
    EXPECT_EQ(choices.layer_weight_bits, (std::vector<std::vector<int>>{{}, {}, {2, 4}}));
    EXPECT_EQ(choices.layer_activation_bits, (std::vector<std::vector<int>>{{4, 8}}));
    EXPECT_EQ(choices.weight_bits, (std::vector<int>{4, 8}));
    EXPECT_EQ(choices.activation_bits, (std::vector<int>{6}));
}

TEST(Choices, OfBitsAreToldFromThoseOfShape) {
    for (const char *key : {"network.weight_bits", "network.activation_bits",
                            "network.layer_weight_bits.2", "network.layer_activation_bits.1"})
        EXPECT_TRUE(apps::is_bits_key(key)) << key;
    for (const char *key : {"network.kernels.1", "network.onnx", "chip.tile.adc.bits"})
        EXPECT_FALSE(apps::is_bits_key(key)) << key;
}

TEST(Choices, AreOrderedOnlyWhenTheyAreNumbersInOrder) {
    const auto space = apps::search_space(searched());
    ASSERT_EQ(space.size(), 4u);
    EXPECT_FALSE(space[0].ordered); // 5, 0, 3
    EXPECT_TRUE(space[1].ordered);
    EXPECT_FALSE(space[2].ordered); // names
    EXPECT_EQ(space[0].choices, 3);
}

TEST(Choices, PatchAConfig) {
    const apps::Config design = apps::patched(searched(), {1, 0, 0, 1});
    EXPECT_EQ(design.network.kernels, (std::vector<int>{5, 5, 5, 0}));
    EXPECT_EQ(design.network.channels[0], 8);
    EXPECT_EQ(design.chip.tile.array.encoding, cim::Encoding::Offset);
    EXPECT_EQ(apps::with_layer_entries(design).array_size, (std::vector<int>{0, 128, 0}));
}

TEST(Choices, GenomesGoThroughText) {
    const search::Genome genome{0, 12, 3};
    EXPECT_EQ(apps::genome_text(genome), "0,12,3");
    EXPECT_EQ(apps::parse_genome("0,12,3"), genome);
}

} // namespace
