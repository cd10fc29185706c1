// SPDX-License-Identifier: Apache-2.0
#include "search/front/rank_test.h"

#include "search/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

using search::mann_whitney;

TEST(MannWhitney, OfListsThatDoNotOverlapIsTheLeastChance) {
    // Of the 20 ways to deal six values out in threes two are as far apart, of 70 in fours two.
    EXPECT_EQ(mann_whitney({4, 5, 6}, {1, 2, 3}).u, 9);
    EXPECT_DOUBLE_EQ(mann_whitney({4, 5, 6}, {1, 2, 3}).p, 2.0 / 20);
    EXPECT_EQ(mann_whitney({1, 2, 3, 4}, {5, 6, 7, 8}).u, 0);
    EXPECT_DOUBLE_EQ(mann_whitney({1, 2, 3, 4}, {5, 6, 7, 8}).p, 2.0 / 70);
    EXPECT_DOUBLE_EQ(mann_whitney({1}, {2}).p, 1);
}

TEST(MannWhitney, CountsPairsAndTheDealsAsFarFromTheirMean) {
    // 4 > 3 alone: u = 1 of 9; rank sums of three from 1 to 6 up to 7: {1,2,3} and {1,2,4}.
    EXPECT_EQ(mann_whitney({1, 2, 4}, {3, 5, 6}).u, 1);
    EXPECT_DOUBLE_EQ(mann_whitney({1, 2, 4}, {3, 5, 6}).p, 4.0 / 20);
    // Lists of other lengths: sums of two from 1 to 5 up to 3 or from 9 on: {1,2} and {4,5}.
    EXPECT_EQ(mann_whitney({2, 1}, {3, 4, 5}).u, 0);
    EXPECT_DOUBLE_EQ(mann_whitney({2, 1}, {3, 4, 5}).p, 2.0 / 10);
    EXPECT_DOUBLE_EQ(mann_whitney({3, 4, 5}, {2, 1}).p, 2.0 / 10);
    EXPECT_EQ(mann_whitney({3, 4, 5}, {2, 1}).u, 6);
}

TEST(MannWhitney, SharesTheRanksOfTies) {
    // Ranks 1, 3, 3, 3, 5, 6: the first list has 7, and so few or, as far above 10.5, 14 have
    // {1,3,3} and {3,5,6} three times each. Of nine pairs two are alike.
    const search::RankTest found = mann_whitney({1, 2, 2}, {2, 3, 4});
    EXPECT_EQ(found.u, 1);
    EXPECT_DOUBLE_EQ(found.p, 6.0 / 20);
    EXPECT_DOUBLE_EQ(mann_whitney({1, 1}, {1, 1, 1}).p, 1);
    EXPECT_EQ(mann_whitney({1, 1}, {1, 1, 1}).u, 3);
}

// With 16 values each the normal approximation is good: u has mean 128 and variance 16 * 16 * 33
// / 12 = 26.53^2.
TEST(MannWhitney, OfManyIsAlmostNormal) {
    search::Random random(1, 12);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<double> a, b;
        for (int i = 0; i < 16; ++i) {
            a.push_back(random.unit());
            b.push_back(random.unit() + 0.02 * trial);
        }
        const search::RankTest found = mann_whitney(a, b);
        const double away = std::max(0.0, std::abs(found.u - 128) - 0.5) / 26.53;
        EXPECT_NEAR(found.p, std::erfc(away / std::sqrt(2.0)), 0.01);
    }
}

TEST(MannWhitney, RefusesAnEmptyList) {
    EXPECT_THROW(mann_whitney({}, {1}), std::invalid_argument);
    EXPECT_THROW(mann_whitney({1}, {}), std::invalid_argument);
}
