// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "apps/design/design.h"

#include <gtest/gtest.h>

namespace {

// MNSIM 2.0 (ca39ccb6), one image: 10.607 mJ, 9.666 of them of converters.
TEST(Mnsim, DrawsForVgg8WhatItPrints) {
    const apps::Config config = apps::read_config(
        CROSSWEAVE_CONFIGS "/chip/mnsim.cfg",
        {"data.set=raw", "data.channels=3", "data.height=32", "data.width=32", "data.classes=10",
         "network.model=vgg", "network.channels=128,256,512", "network.kernels=3,3,3",
         "network.blocks=2,2,2", "network.hidden=1024", "run.images=1"});
    apps::Fidelity fidelity;
    fidelity.timeline = false;
    const auto design = apps::time_design(apps::network_to_time(config), config, fidelity);
    ASSERT_TRUE(design) << design.error();
    EXPECT_NEAR(design->energy.total() * 1e-9, 10.607, 0.5);
    EXPECT_NEAR(design->energy.dynamic.at("adc") * 1e-9, 9.666, 0.5);
    EXPECT_EQ(cim::total(design->energy.leakage), 0);
}

} // namespace
