// SPDX-License-Identifier: Apache-2.0
#include "apps/design/device_design.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

TEST(DeviceDesign, OfTimeAloneIsPlacedButHasNoArrays) {
    const apps::ProgrammedDesign design =
        apps::device_design(apps::read_config("", {"run.data=no"}), 0);
    EXPECT_EQ(design.arrays, nullptr);
    EXPECT_EQ(design.placed.placement.ops.size(), design.placed.network.ops.size());
}

TEST(DeviceDesign, ThatDoesNotFitItsChipIsRefusedInOneLine) {
    try {
        apps::device_design(apps::read_config("", {"run.data=no", "chip.tiles=1"}), 0);
        FAIL() << "a network on one tile";
    } catch (const std::invalid_argument &reason) {
        const std::string text = reason.what();
        EXPECT_NE(text.find("needs 1 tile"), std::string::npos) << text;
        EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    }
}
