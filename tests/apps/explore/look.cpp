// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/look.h"

#include <gtest/gtest.h>

namespace {

apps::Config looked_at(apps::Look look, const std::vector<std::string> &settings = {}) {
    return apps::looked_at(apps::read_config("", settings), {look, "evolution", {}});
}

TEST(Look, IsQuickUnlessItVerifies) {
    for (const apps::Look look :
         {apps::Look::FewImages, apps::Look::Whole, apps::Look::MoreChips}) {
        const apps::AccuracySpec quick = looked_at(look).accuracy;
        EXPECT_EQ(quick.read_noise, cim::ReadNoise::DrivenRows);
        EXPECT_EQ(quick.recalibration_images, 64);
        const apps::AccuracySpec slow = looked_at(look, {"search.quick=no"}).accuracy;
        EXPECT_EQ(slow.read_noise, cim::ReadNoise::Exact);
    }
    const apps::AccuracySpec verified = looked_at(apps::Look::Verified).accuracy;
    EXPECT_EQ(verified.read_noise, cim::ReadNoise::Exact);
    EXPECT_EQ(verified.recalibration_images, 256);
}

TEST(Look, NeverRecalibratesOnMoreImagesThanAsked) {
    const auto images = [](apps::Look look, const std::vector<std::string> &settings) {
        return looked_at(look, settings).accuracy.recalibration_images;
    };
    EXPECT_EQ(images(apps::Look::Whole, {"accuracy.recalibration_images=16"}), 16);
    EXPECT_EQ(images(apps::Look::Whole, {"accuracy.recalibration_images=0"}), 0);
    EXPECT_EQ(images(apps::Look::Whole, {"search.quick=no"}), 256);
    EXPECT_EQ(images(apps::Look::FewImages, {"search.images=80"}), 20);
    EXPECT_EQ(images(apps::Look::FewImages, {"search.images=800", "search.quick=no"}), 200);
}

} // namespace
