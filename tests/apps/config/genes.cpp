// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "tests/apps/config_folder.h"

#include <gtest/gtest.h>

namespace {

using Choices = std::vector<std::string>;

TEST(Genes, KeepTheOrderOfTheFileAndTheConfigsOwnForm) {
    ConfigFolder folder;
    folder.write("a.cfg", "[genes]\nnetwork.kernels.2 = 0, 3 ,5\nchip.clock_ghz = 0.50, 2e0\n"
                          "chip.tile.adc.range = calibrated, full\ntrain.noise = true, no\n");
    const apps::Config config = apps::read_config(folder.path("a.cfg"), {});
    ASSERT_EQ(config.genes.size(), 4u);
    EXPECT_EQ(config.genes[0].key, "network.kernels.2");
    EXPECT_EQ(config.genes[0].choices, (Choices{"0", "3", "5"}));
    EXPECT_EQ(config.genes[1].choices, (Choices{"0.5", "2"}));
    EXPECT_EQ(config.genes[2].choices, (Choices{"calibrated", "full"}));
    EXPECT_EQ(config.genes[3].choices, (Choices{"yes", "no"}));
}

TEST(Genes, TakeTheirChoicesFromTheLastLayer) {
    ConfigFolder folder;
    folder.write("base.cfg", "[genes]\nchip.tile.adc.bits = 4, 6, 8\nchip.clock_ghz = 1, 2\n");
    folder.write("top.cfg", "base = base.cfg\n[genes]\nchip.tile.adc.bits = 5, 7\n");
    apps::Config config = apps::read_config(folder.path("top.cfg"), {});
    ASSERT_EQ(config.genes.size(), 2u);
    EXPECT_EQ(config.genes[0].key, "chip.tile.adc.bits");
    EXPECT_EQ(config.genes[0].choices, (Choices{"5", "7"}));
    config = apps::read_config(folder.path("top.cfg"), {"genes.chip.tile.adc.bits=3"});
    EXPECT_EQ(config.genes[0].choices, (Choices{"3"}));
}

TEST(Genes, AreCheckedAgainstTheWholeConfig) {
    ConfigFolder folder;
    folder.write("a.cfg", "[genes]\nnetwork.channels.5 = 8, 16\n[network]\n"
                          "channels = 8, 8, 8, 8, 8\nkernels = 3, 3, 3, 3, 3\n");
    EXPECT_EQ(apps::read_config(folder.path("a.cfg"), {}).genes.size(), 1u);
}

TEST(Genes, DoNotChangeTheDesignThatTheyBelongTo) {
    const apps::Config config = apps::read_config("", {"genes.mapping.array_size.2=64, 128"});
    EXPECT_TRUE(config.mapping.array_size.empty());
    EXPECT_EQ(config.genes[0].choices, (Choices{"64", "128"}));
}

} // namespace
