// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "apps/design/mapped_design.h"
#include "tests/written_config.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace {

TEST(ShippedConfigs, CanAllBeRead) {
    int read = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(CROSSWEAVE_CONFIGS))
        if (entry.path().extension() == ".cfg") {
            EXPECT_NO_THROW(apps::read_config(entry.path().string(), {})) << entry.path();
            ++read;
        }
    EXPECT_GE(read, 7);
}

/// The keys that an INI text names and that begin with `prefix`.
std::set<std::string> keys(std::istream &ini, const std::string &prefix) {
    std::set<std::string> found;
    std::string section;
    for (std::string line; std::getline(ini, line);)
        if (const auto equals = line.find(" ="); line[0] == '[')
            section = line.substr(1, line.find(']') - 1) + '.';
        else if (equals != std::string::npos && line[0] != '#')
            if (const std::string key = section + line.substr(0, equals); key.rfind(prefix, 0) == 0)
                found.insert(key);
    return found;
}

// An image of CIFAR-10 is 3,072 bytes; both chips have tiles enough for these networks.
TEST(ShippedConfigs, FlagshipChipsHoldNetworksForCifar10) {
    const std::vector<std::string> networks[] = {{},
                                                 {"network.model=resnet",
                                                  "network.channels=16,32,64",
                                                  "network.kernels=3,3,3", "network.blocks=3,3,3"}};
    for (const char *chip : {"/chip/isaac.cfg", "/chip/puma.cfg"})
        for (std::vector<std::string> keys : networks) {
            keys.emplace_back("data.set=cifar10");
            const apps::Config config =
                apps::read_config(CROSSWEAVE_CONFIGS + std::string(chip), keys);
            const auto placed = apps::place_design(config, apps::network_to_time(config));
            EXPECT_TRUE(placed) << chip << ": " << placed.error();
        }
}

TEST(ShippedConfigs, SpellOutTheDefaults) {
    const std::string configs = CROSSWEAVE_CONFIGS;
    const std::string all = written(apps::Config());
    for (const char *name : {"/chip/default22.cfg", "/device/rram22.cfg"})
        EXPECT_EQ(written(apps::read_config(configs + name, {})), all) << name;
    std::ifstream file(configs + "/chip/default22.cfg");
    std::istringstream defaults(all);
    EXPECT_EQ(keys(file, "chip."), keys(defaults, "chip."));
}

} // namespace
