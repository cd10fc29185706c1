// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/idle_keys.h"

#include <gtest/gtest.h>

namespace {

std::string complaint(const std::vector<std::string> &overrides) {
    try {
        apps::refuse_idle_keys("search", apps::read_config("", overrides), overrides);
    } catch (const apps::ConfigError &error) {
        return error.what();
    }
    return "";
}

std::vector<std::string> with_digital_layers(std::vector<std::string> more) {
    more.insert(more.begin(),
                {"chip.tile_kinds.exact.base=" CROSSWEAVE_CONFIGS "/tile/sram_macro22.cfg",
                 "mapping.kind=default,exact,default"});
    return more;
}

// Where a layer's tiles are digital in one design and crossbars in another, its converters count.
TEST(IdleKeys, OfConvertersCountWhereALayerMayMove) {
    EXPECT_NE(complaint(with_digital_layers({"mapping.adc_bits.2=6"})), "");
    for (const char *axis : {"genes.mapping.kind.2=default, exact",
                             "genes.chip.tile_kinds.exact.compute=sram-macro, crossbar"})
        EXPECT_EQ(complaint(with_digital_layers({"mapping.adc_bits.2=6", axis})), "") << axis;
}

} // namespace
