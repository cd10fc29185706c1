// SPDX-License-Identifier: Apache-2.0
#include "tlm/agenda.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace {

struct Thing {
    int number;
};
using Agenda = cim::Agenda<Thing>;

const auto always = [](const Thing &, Agenda::Time) { return true; };

TEST(Agenda, KeepsThingsOfOneTimeInTheOrderInWhichTheyWerePut) {
    Agenda agenda;
    Thing a{0}, b{1}, c{2};
    const Agenda::Time far = 1'000'000;
    agenda.put(far, c); // beyond the wheel
    agenda.put(far, a);
    agenda.put(7, b);
    std::vector<Thing *> due;
    agenda.take(agenda.earliest(always), due);
    EXPECT_EQ(agenda.start(), 7);
    agenda.take(agenda.earliest(always), due);
    EXPECT_EQ(due, (std::vector<Thing *>{&b, &c, &a}));
    EXPECT_EQ(agenda.earliest(always), Agenda::never);
}

TEST(Agenda, ForgetsWhatDoesNotHoldAnyMore) {
    Agenda agenda;
    Thing thing{0};
    for (Agenda::Time time : {Agenda::Time{3}, Agenda::Time{9}, Agenda::Time{100'000}})
        agenda.put(time, thing);
    const auto later = [](const Thing &, Agenda::Time time) { return time > 5; };
    EXPECT_EQ(agenda.earliest(later), 9);
    const auto none = [](const Thing &, Agenda::Time) { return false; };
    EXPECT_EQ(agenda.earliest(none), Agenda::never);
    agenda.put(4, thing); // earlier than all that was forgotten
    EXPECT_EQ(agenda.earliest(always), 4);
}

TEST(Agenda, EqualsAnOrderedMapOnRandomTimes) {
    std::mt19937 random(5);
    std::vector<Thing> things(64);
    for (int round = 0; round < 20; ++round) {
        Agenda agenda;
        std::multimap<Agenda::Time, Thing *> reference;
        const int reach = 1 << (round % 20); // to well beyond the wheel
        Agenda::Time now = 0;
        for (int step = 0; step < 3000; ++step) {
            for (auto count = random() % 3; count > 0; --count) {
                Thing &thing = things[random() % things.size()];
                const Agenda::Time time = now + static_cast<Agenda::Time>(random() % reach);
                agenda.put(time, thing);
                reference.emplace(time, &thing);
            }
            if (reference.empty())
                continue;
            now = reference.begin()->first;
            ASSERT_EQ(agenda.earliest(always), now);
            std::vector<Thing *> due, expected;
            agenda.take(now, due);
            for (auto end = reference.upper_bound(now); reference.begin() != end;
                 reference.erase(reference.begin()))
                expected.push_back(reference.begin()->second);
            ASSERT_EQ(due, expected);
        }
    }
}

} // namespace
