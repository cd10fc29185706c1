// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/chips/race.h"

#include <gtest/gtest.h>

using apps::chips_next;

using Shares = std::vector<double>;

TEST(Race, DoublesTheChipsOfDesignsWhoseOrderIsOpen) {
    // Two designs that are better in turn; the third is worse on every chip by nearly the same.
    const Shares a{0.80, 0.82, 0.81}, b{0.82, 0.80, 0.81}, c{0.60, 0.62, 0.61};
    EXPECT_EQ(chips_next({a, b, c}, {0.0, 100}), (std::vector<int>{6, 6, 3}));
}

TEST(Race, IsWonChipByChip) {
    // Chips differ by far more than designs do, but alike for both: common draws settle it.
    const Shares a{0.90, 0.70, 0.50}, b{0.88, 0.681, 0.48};
    EXPECT_EQ(chips_next({a, b}, {0.0, 100}), (std::vector<int>{3, 3}));
    const Shares other{0.681, 0.48, 0.88}; // the same values without a common order
    EXPECT_EQ(chips_next({a, other}, {0.0, 100}), (std::vector<int>{6, 6}));
}

TEST(Race, EndsWhereTheIntervalIsNarrow) {
    // t(2) s / sqrt(3) = 4.303 x 0.01 / 1.732 = 0.0248.
    const Shares a{0.80, 0.81, 0.82}, b{0.81, 0.82, 0.80};
    EXPECT_EQ(chips_next({a, b}, {0.025, 100}), (std::vector<int>{3, 3}));
    EXPECT_EQ(chips_next({a, b}, {0.024, 100}), (std::vector<int>{6, 6}));
}

TEST(Race, GivesNoMoreThanTheMostChips) {
    const Shares a{0.8, 0.9, 0.7, 0.8}, b{0.9, 0.8, 0.8, 0.7};
    EXPECT_EQ(chips_next({a, b}, {0.0, 6}), (std::vector<int>{6, 6}));
    EXPECT_EQ(chips_next({a, b}, {0.0, 4}), (std::vector<int>{4, 4}));
    EXPECT_EQ(chips_next({a, b}, {0.0, 2}), (std::vector<int>{4, 4})) << "none are taken back";
}

TEST(Race, OfOneOrTwoChipsSettlesNothing) {
    EXPECT_EQ(chips_next({{0.9}, {0.1}}, {0.5, 100}), (std::vector<int>{2, 2}));
    EXPECT_EQ(chips_next({{0.9, 0.9}, {0.1, 0.1}}, {0.5, 100}), (std::vector<int>{4, 4}));
}

TEST(Race, OfOneDesignIsAboutItsInterval) {
    EXPECT_EQ(chips_next({{0.8, 0.9, 0.7}}, {0.01, 100}), (std::vector<int>{6}));
    EXPECT_EQ(chips_next({{0.8, 0.8, 0.8}}, {0.01, 100}), (std::vector<int>{3}));
    EXPECT_TRUE(chips_next({}, {0.01, 100}).empty());
}
