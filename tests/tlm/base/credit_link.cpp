// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/credit_link.h"
#include "tlm/base/kernel.h"

#include <gtest/gtest.h>

#include <vector>

namespace cim {
namespace {

/// A sender that notes when it is woken, and a receiver that frees a place in cycle 10.
struct Pair {
    explicit Pair(std::int64_t places) : link(clock, places, 5) { receiver.at(10); }

    Kernel kernel;
    Clock clock{"clock", ChipSpec{}};
    CreditLink link;
    std::vector<Cycle> woken;
    Timer sender{clock, Phase::Arrive, [this] { woken.push_back(clock.now()); }};
    Timer receiver{clock, Phase::Arrive, [this] { link.give_back(); }};
};

TEST(CreditLink, WakesItsSenderWhenAPlaceIsBack) {
    Pair pair(1);
    EXPECT_TRUE(pair.link.available());
    pair.link.take();
    EXPECT_FALSE(pair.link.available());
    EXPECT_EQ(pair.link.available_from(pair.sender), never);
    sc_core::sc_start();
    EXPECT_EQ(pair.woken, std::vector<Cycle>{10 + 5});
    EXPECT_TRUE(pair.link.available());
}

TEST(CreditLink, SaysWhenAPlaceOnItsWayWillBeBack) {
    Pair pair(1);
    Cycle known = 0;
    Timer asks(pair.clock, Phase::Choose, [&] { known = pair.link.available_from(pair.sender); });
    asks.at(11);
    pair.link.take();
    sc_core::sc_start();
    EXPECT_EQ(known, 10 + 5);
    EXPECT_TRUE(pair.woken.empty()); // it knows when to look again
}

TEST(CreditLink, IsAsAtTheStartAfterAReset) {
    Pair pair(2);
    pair.link.take();
    pair.link.take();
    EXPECT_EQ(pair.link.available_from(pair.sender), never);
    pair.link.reset();
    EXPECT_TRUE(pair.link.available());
    sc_core::sc_start();
    EXPECT_TRUE(pair.woken.empty());
}

} // namespace
} // namespace cim
