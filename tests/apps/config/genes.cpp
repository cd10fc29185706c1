// SPDX-License-Identifier: Apache-2.0
#include "apps/config/choices.h"
#include "apps/config/config.h"
#include "tests/apps/config_folder.h"
#include "tests/error_text.h"

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

// A section's file stands for all of it: what it leaves open is the default, not what the config
// had; single keys are given afterwards, wherever their gene stands.
TEST(Genes, MayTakeAWholeSectionFromFiles) {
    ConfigFolder folder;
    folder.write("lib/plain.cfg", "[device]\non_off = 8\n");
    folder.write("lib/drifting.cfg", "base = plain.cfg\n[device]\nname = drifting\n"
                                     "[chip.tile.array]\ncell_bits = 1\n");
    folder.write("a.cfg", "[device]\non_off = 30\nread_sigma = 0.05\n[genes]\n"
                          "device.read_sigma = 0.02\ndevice = lib/plain.cfg, lib/drifting.cfg\n");
    const apps::Config config = apps::read_config(folder.path("a.cfg"), {});
    ASSERT_EQ(config.genes.size(), 2u);
    EXPECT_EQ(config.genes[1].choices,
              (Choices{folder.path("lib/plain.cfg"), folder.path("lib/drifting.cfg")}));
    const apps::Config plain = apps::patched(config, {0, 0}), other = apps::patched(config, {0, 1});
    EXPECT_EQ(plain.device.on_off, 8);
    EXPECT_EQ(plain.device.read_sigma, 0.02);
    EXPECT_EQ(plain.chip.tile.array.cell_bits, config.chip.tile.array.cell_bits);
    EXPECT_EQ(other.device.name, "drifting");
    EXPECT_EQ(other.device.on_off, 8);
    EXPECT_EQ(other.chip.tile.array.cell_bits, 1);

    apps::Config alone = config;
    alone.genes.erase(alone.genes.begin());
    EXPECT_EQ(apps::patched(alone, {0}).device.read_sigma, apps::Config().device.read_sigma);
}

// The table of the config's own device says nothing of the device that takes its place.
TEST(Genes, OfAFileForgetTheTableOfTheConfig) {
    ConfigFolder folder;
    folder.write("states.csv", "conductance_us,sigma_us\n2,0.1\n20,0.3\n");
    folder.write("plain.cfg", "[device]\nread_sigma = 0\n");
    folder.write("a.cfg", "[chip.tile.array]\ncell_bits = 1\n[device]\nprogramming_error = table\n"
                          "table = " +
                              folder.path("states.csv") + "\n[genes]\ndevice = plain.cfg\n");
    const apps::Config config = apps::read_config(folder.path("a.cfg"), {});
    ASSERT_EQ(config.device.on_off, 10);
    const auto plain = apps::patched(config, {0}).device;
    EXPECT_EQ(plain.on_ohm, apps::Config().device.on_ohm);
    EXPECT_EQ(plain.on_off, apps::Config().device.on_off);
}

TEST(Genes, RefuseFilesThatAreNoHardware) {
    ConfigFolder folder;
    folder.write("network.cfg", "[network]\nmodel = mlp\n");
    const auto refusal = [&](const std::string &genes) {
        folder.write("a.cfg", "[genes]\n" + genes + "\n");
        try {
            apps::read_config(folder.path("a.cfg"), {});
        } catch (const apps::ConfigError &error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(
        refusal("device = network.cfg").find("network.model: cannot be in a file that is a choice"),
        std::string::npos);
    EXPECT_NE(refusal("device = 7").find("'7' is no config file (name.cfg)"), std::string::npos);
    EXPECT_NE(refusal("device = none.cfg").find("none.cfg: no such file"), std::string::npos);
    EXPECT_NE(refusal("devices = network.cfg").find("unknown key"), std::string::npos);
}

// Cells of SRAM hold one bit, those of the config two: the choice is right, since another gene has
// one bit, and wrong without it.
TEST(Genes, MayAgreeOnlyTogether) {
    ConfigFolder folder;
    folder.write("sram.cfg", "[device]\nkind = sram\non_off = 1e9\nprogramming_sigma = 0\n"
                             "read_sigma = 0\nstuck_off = 0\nstuck_on = 0\n");
    folder.write("rram.cfg", "[device]\n");
    const std::string device = "[genes]\ndevice = rram.cfg, sram.cfg\n";
    folder.write("both.cfg", device + "chip.tile.array.cell_bits = 1, 2\n");
    EXPECT_EQ(apps::read_config(folder.path("both.cfg"), {}).genes.size(), 2u);
    folder.write("never.cfg", device + "chip.tile.array.cell_bits = 2, 4\n");
    try {
        apps::read_config(folder.path("never.cfg"), {});
        FAIL() << "sram with two bits a cell";
    } catch (const apps::ConfigError &error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("never.cfg:2: genes.device: choice '"), std::string::npos) << text;
        EXPECT_NE(text.find("sram"), std::string::npos) << text;
    }
}

// A table of states acts with a law of its own alone, which another key, or a step, chooses.
TEST(Genes, OfAGridOrAListMayAgreeOnlyTogetherToo) {
    ConfigFolder folder;
    folder.write("a.csv", "conductance_us,sigma_us\n1,0.1\n10,0.5\n20,0.5\n40,1\n");
    folder.write("b.csv", "conductance_us,sigma_us\n0.001,0.1\n10,0.5\n20,0.5\n30,1\n");
    const auto refusal = [&](const std::string &lines) {
        folder.write("c.cfg", "[run]\ndata = no\n" + lines);
        return error_text([&] { apps::read_config(folder.path("c.cfg"), {}); });
    };
    const std::string tables =
        "device.table = " + folder.path("a.csv") + ", " + folder.path("b.csv") + "\n";
    const std::string bits = "chip.tile.array.cell_bits = 2, 3\n";
    for (const std::string section : {"[genes]\n", "[grid]\n"}) {
        const std::string law = "device.programming_error = table, absolute\n";
        EXPECT_EQ(refusal(section + tables + law + bits), "") << section;
        EXPECT_NE(refusal(section + law).find(": choice 'table': "), std::string::npos) << section;
    }
    EXPECT_EQ(refusal("[list]\n" + tables + "[grid]\ndevice.programming_error = table, absolute\n"),
              "");
}

} // namespace
