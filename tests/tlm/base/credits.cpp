// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/credits.h"

#include <gtest/gtest.h>

using namespace cim;

TEST(Credits, ComeBackInTheirCycleAndNotBefore) {
    Credits credits(2);
    credits.take(2);
    EXPECT_EQ(credits.available_from(10), never);
    credits.give_back(15);
    credits.give_back(20);
    EXPECT_EQ(credits.available_from(14), 15);
    EXPECT_EQ(credits.available_from(15), 0);
    EXPECT_EQ(credits.available_from(15, 2), 20);
    EXPECT_EQ(credits.available_from(20, 2), 0);
}

// Some are counted late: none is lost, none is there too early.
TEST(Credits, AreAllThereHoweverSeldomTheyAreCounted) {
    constexpr int places = 20;
    for (int taken = 1; taken <= places; ++taken) {
        Credits credits(places);
        credits.take(taken);
        for (int i = 0; i < taken; ++i)
            credits.give_back(100 + i);
        EXPECT_EQ(credits.available_from(50), taken < places ? 0 : 100);
        EXPECT_EQ(credits.available_from(50, places), 100 + taken - 1);
        EXPECT_EQ(credits.available_from(100, places - taken + 1), 0);
        EXPECT_EQ(credits.available_from(100 + taken - 1, places), 0);
        credits.take(places);
        EXPECT_EQ(credits.available_from(200), never);
    }
}
