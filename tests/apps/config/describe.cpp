// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "apps/config/parameter.h"

#include <gtest/gtest.h>

#include <sstream>

namespace {

std::string described(const std::string &key) {
    std::ostringstream out;
    apps::describe(key, out);
    return out.str();
}

TEST(Describe, SaysDefaultUnitRangeSentenceAndSource) {
    EXPECT_EQ(described("chip.tile.adc.bits"), "chip.tile.adc.bits = 8  (1 to 16 bit)\n"
                                               "    resolution of one converter [ISAAC: 8]\n");
    EXPECT_EQ(described("chip.tile.adc.range"),
              "chip.tile.adc.range = fitted  (full, calibrated, sigma, fitted, given)\n"
              "    what the highest code stands for: the largest possible sum, a percentile of the "
              "sums seen in\n    calibration, their mean and clip_sigmas deviations, the range of "
              "least squared error of\n    their products, or full_scale_levels or full_scale_ua; "
              "below one level a code all but given\n    make a level 2^n codes [choice]\n");
}

TEST(Describe, SaysWhatAnEntryOfAListChanges) {
    EXPECT_EQ(described("mapping.cell_bits"),
              "mapping.cell_bits =   (0 to 7 bit)\n"
              "    bits in a cell of each matrix layer; the last one repeats; 0: "
              "chip.tile.array.cell_bits;\n    mapping.cell_bits.N gives matrix layer N, and no "
              "other, its own [XPert]\n");
    EXPECT_NE(described("network.kernels").find("network.kernels.N"), std::string::npos);
}

TEST(Describe, ListsEveryParameterOnce) {
    apps::Config config;
    const std::string all = described("");
    for (const apps::Parameter &parameter : apps::parameters(config)) {
        const std::size_t at = all.find("\n" + parameter.key + " ");
        EXPECT_TRUE(at != std::string::npos || all.rfind(parameter.key + " ", 0) == 0)
            << parameter.key;
    }
}

TEST(Describe, TakesASection) {
    const std::string section = described("chip.noc");
    EXPECT_NE(section.find("chip.noc.flit_bits "), std::string::npos);
    EXPECT_EQ(section.find("chip.tile"), std::string::npos);
}

TEST(Describe, KnowsBasesGenesAndCosts) {
    EXPECT_EQ(described("base").rfind("base = FILE", 0), 0u);
    EXPECT_EQ(described("genes").rfind("genes.KEY = ", 0), 0u);
    EXPECT_NE(described("chip.cost").find("chip.cost.driver.row_pj"), std::string::npos);
}

TEST(Describe, NamesTheClosestKeyOrSection) {
    for (const auto &[key, hint] : {std::pair{"chip.tile.adc.bist", "chip.tile.adc.bits"},
                                    {"adc", "chip.tile.adc"},
                                    {"netwrok", "network"}}) {
        try {
            described(key);
            ADD_FAILURE() << key;
        } catch (const apps::ConfigError &error) {
            EXPECT_EQ(std::string(error.what()), std::string("describe: ") + key +
                                                     ": unknown key; did you mean " + hint + "?");
        }
    }
}

} // namespace
