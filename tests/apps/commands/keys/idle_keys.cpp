// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/idle_keys.h"

#include <gtest/gtest.h>

namespace {

std::string idle_complaint(const std::vector<std::string> &overrides) {
    try {
        apps::refuse_idle_keys("search", apps::read_config("", overrides), overrides);
    } catch (const apps::ConfigError &error) {
        return error.what();
    }
    return "";
}

// Each with what it lacks by default.
TEST(IdleKeys, ActWithWhatTheyNeed) {
    const std::pair<const char *, const char *> needed[] = {
        {"chip.tile.pe.hold_ns=1", "chip.tile.pe.sample_hold=no"},
        {"device.verify.tolerance=0.1", "device.verify.method=redraw"},
        {"device.verify.gain=0.3", "device.verify.method=incremental"},
        {"device.telegraph.full_s=0.01", "device.telegraph.amplitude=0.1"},
        {"device.field_cells=8", "device.field_sigma=0.1"},
        {"device.temperature.sigma_per_k=0.001", "chip.temperature_k=350"},
        {"chip.cost.leakage_doubling_k=20", "chip.temperature_k=350"},
        {"chip.cost.driver.dac_ff=20", "chip.tile.pe.dac_bits=2"},
        {"array.driver_ohm=200", "array.wires=yes"}};
    for (const auto &[key, need] : needed) {
        const bool idle = std::string(need) == "chip.tile.pe.sample_hold=no"; // holds by default
        EXPECT_EQ(idle_complaint({key}).empty(), idle) << key;
        EXPECT_EQ(idle_complaint({key, need}).empty(), !idle) << key;
    }
}

std::vector<std::string> with_digital_layers(std::vector<std::string> more) {
    more.insert(more.begin(),
                {"chip.tile_kinds.exact.base=" CROSSWEAVE_CONFIGS "/tile/sram_macro22.cfg",
                 "mapping.kind=default,exact,default"});
    return more;
}

// Where a layer's tiles are digital in one design and crossbars in another, its converters count.
TEST(IdleKeys, OfConvertersCountWhereALayerMayMove) {
    EXPECT_NE(idle_complaint(with_digital_layers({"mapping.adc_bits.2=6"})), "");
    for (const char *axis : {"genes.mapping.kind.2=default, exact",
                             "genes.chip.tile_kinds.exact.compute=sram-macro, crossbar"})
        EXPECT_EQ(idle_complaint(with_digital_layers({"mapping.adc_bits.2=6", axis})), "") << axis;
}

} // namespace
