// SPDX-License-Identifier: Apache-2.0
#include "search/front/kendall.h"

#include <gtest/gtest.h>

#include <stdexcept>

using search::kendall_tau;

TEST(Kendall, IsOneOfTheSameOrderAndMinusOneOfTheOpposite) {
    EXPECT_DOUBLE_EQ(kendall_tau({1, 2, 3, 4}, {10, 20, 25, 90}).value(), 1);
    EXPECT_DOUBLE_EQ(kendall_tau({1, 2, 3, 4}, {4, 3, 2, 1}).value(), -1);
}

TEST(Kendall, CountsPairsInOrderLessThoseThatAreNot) {
    // Of six pairs one, (3, 4), stands the other way round: (5 - 1) / 6.
    EXPECT_DOUBLE_EQ(kendall_tau({1, 2, 3, 4}, {1, 2, 4, 3}).value(), 4.0 / 6);
}

TEST(Kendall, OfTiesCountsThePairsThatHaveAnOrder) {
    // Five pairs have an order in a, six in b, and agree where both have one: 5 / sqrt(5 x 6).
    EXPECT_NEAR(kendall_tau({1, 1, 2, 3}, {1, 2, 3, 4}).value(), 0.912870929175277, 1e-12);
}

TEST(Kendall, OfNoOrderIsNothing) {
    EXPECT_FALSE(kendall_tau({}, {}));
    EXPECT_FALSE(kendall_tau({1}, {2}));
    EXPECT_FALSE(kendall_tau({1, 2, 3}, {7, 7, 7}));
    EXPECT_THROW(kendall_tau({1, 2}, {1}), std::invalid_argument);
}
