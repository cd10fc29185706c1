// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "tests/apps/config_folder.h"
#include "tests/error_text.h"
#include "tests/written_config.h"

#include <gtest/gtest.h>

namespace {

using apps::Config;
using apps::read_config;

TEST(RenamedKeys, AreReadAsWhatTheyAreNow) {
    const std::string now =
        written(read_config("", {"chip.tile.adc.conversion_time=clocked", "mapping.segments=yes",
                                 "chip.tile.adc.cost=given", "chip.dram.kind=given"}));
    EXPECT_EQ(written(read_config("", {"chip.tile.adc.pace=clocked", "mapping.passes=yes",
                                       "chip.tile.adc.cost=typed", "chip.dram.kind= typed "})),
              now);
    EXPECT_NE(now.find("\nconversion_time = clocked\n"), std::string::npos) << now;
}

TEST(RenamedKeys, MayBeGenesAndSweeps) {
    ConfigFolder folder;
    folder.write("old.cfg", "[genes]\nchip.tile.adc.pace = rate, clocked\n"
                            "chip.dram.kind = typed, hbm2\n[grid]\nmapping.passes = yes, no\n");
    const Config config = read_config(folder.path("old.cfg"), {});
    ASSERT_EQ(config.genes.size(), 2U);
    EXPECT_EQ(config.genes[0].key, "chip.tile.adc.conversion_time");
    EXPECT_EQ(config.genes[1].choices, (std::vector<std::string>{"given", "hbm2"}));
    ASSERT_EQ(config.grid.size(), 1U);
    EXPECT_EQ(config.grid[0].key, "mapping.segments");
}

TEST(RenamedKeys, SayWhatTheyAreWhereThatIsNoSingleKey) {
    EXPECT_EQ(error_text([] { read_config("", {"chip.dram.row_ns=30"}); }),
              "command line: chip.dram.row_ns: is two times now, chip.dram.timing.trp_ns to close "
              "a row and chip.dram.timing.trcd_ns to open the next");
}

TEST(RenamedKeys, LeaveOtherTextAlone) {
    EXPECT_EQ(read_config("", {"network.file=typed"}).network.file, "typed");
}

} // namespace
