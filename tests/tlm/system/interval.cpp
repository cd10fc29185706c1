// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/random_design.h"

#include <gtest/gtest.h>

#include <string>

using namespace cim;

// Ten cycles while images are behind, four for the last one.
TEST(Interval, LeavesTheLastImageOut) {
    const Interval six = steady_interval({100, 115, 125, 135, 145, 149});
    EXPECT_EQ(six.first, 3);
    EXPECT_EQ(six.last, 5);
    EXPECT_EQ(six.cycles, 10);
    const Interval three = steady_interval({100, 110, 114});
    EXPECT_EQ(three.first, 1);
    EXPECT_EQ(three.last, 2);
    EXPECT_EQ(three.cycles, 10);
}

TEST(Interval, OfFewImagesIsWhatThereIs) {
    EXPECT_EQ(steady_interval({100, 104}).cycles, 4);
    EXPECT_EQ(steady_interval({100, 104}).last, 2);
    EXPECT_EQ(steady_interval({100}).cycles, 100);
    EXPECT_EQ(steady_interval({100}).last, 0);
}

TEST(Interval, IsNotBelowTheClosedForm) {
    const Interval close = steady_interval({100, 104}).at_least(8);
    EXPECT_EQ(close.cycles, 8);
    EXPECT_TRUE(close.bound);
    const Interval apart = steady_interval({100, 110}).at_least(8);
    EXPECT_EQ(apart.cycles, 10);
    EXPECT_FALSE(apart.bound);
}

// No run is over before its busiest stage can be, but for what the last image leaves behind: the
// closed form is a bound. What is shown is not below it, and about the time that an image took.
TEST(Interval, OfRandomDesignsIsNotBelowTheClosedForm) {
    for (int seed = 0; seed < 60; ++seed) {
        const Bench bench = random_design(seed, 1);
        const auto least = static_cast<double>(bench.estimate().interval_cycles);
        for (const int images : {1, 2, 3, 6, 12}) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", images " + std::to_string(images));
            const ChipResult run = bench.timing(images);
            const auto end = static_cast<double>(run.end_cycle);
            EXPECT_GE(end, least * (images - 1));
            EXPECT_GE(run.interval.at_least(least).cycles, least);
            EXPECT_LE(run.interval.at_least(least).cycles, 1.1 * end / images);
        }
    }
}
