// SPDX-License-Identifier: Apache-2.0
#include "apps/config.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace {

std::string written(const apps::Config &config) {
    std::ostringstream out;
    apps::write_config(config, out);
    return out.str();
}

TEST(ShippedConfigs, CanAllBeRead) {
    int read = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(CROSSWEAVE_CONFIGS))
        if (entry.path().extension() == ".cfg") {
            EXPECT_NO_THROW(apps::read_config(entry.path().string(), {})) << entry.path();
            ++read;
        }
    EXPECT_GE(read, 7);
}

TEST(ShippedConfigs, SpellOutTheDefaults) {
    const std::string configs = CROSSWEAVE_CONFIGS;
    for (const char *name : {"/chip/default22.cfg", "/device/rram22.cfg"})
        EXPECT_EQ(written(apps::read_config(configs + name, {})), written(apps::Config())) << name;
}

} // namespace
