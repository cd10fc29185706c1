// SPDX-License-Identifier: Apache-2.0
#include "apps/util/interim.h"

#include <gtest/gtest.h>

// What is written holds all steps so far: in all, so many steps as it grows by, and no more.
TEST(Interim, WritesAllInAllWhatGrowsWithTheSteps) {
    apps::Interim interim(true);
    std::size_t writes = 0, written = 0;
    for (std::size_t step = 1; step <= 10000; ++step)
        if (interim.due(step))
            interim.write(step, [&] { ++writes, written += step; });
    EXPECT_GT(writes, 40u);
    EXPECT_LT(written, 25u * 10000);
}

TEST(Interim, WritesEachOfTheFirstSteps) {
    apps::Interim interim(true);
    for (std::size_t step = 1; step <= 20; ++step) {
        EXPECT_TRUE(interim.due(step));
        interim.write(step, [] {});
        EXPECT_FALSE(interim.due(step));
    }
}

TEST(Interim, ByTimeAloneWaits) {
    apps::Interim interim(false);
    for (std::size_t step = 1; step <= 1000; ++step)
        EXPECT_FALSE(interim.due(step));
}
