// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/agenda.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace {

using cim::Agenda;
using Thing = Agenda::Thing;

/// All that is due at the earliest time.
std::vector<Thing *> take(Agenda &agenda) {
    std::vector<Thing *> due;
    for (const Agenda::Time time = agenda.earliest(); agenda.earliest() == time;)
        due.push_back(&agenda.take(time));
    return due;
}

TEST(Agenda, KeepsThingsOfOneTimeInTheOrderInWhichTheyWerePut) {
    Agenda agenda;
    Thing a, b, c;
    const Agenda::Time far = 1'000'000;
    agenda.put(far, c); // beyond the wheel
    agenda.put(far, a);
    agenda.put(7, b);
    EXPECT_EQ(take(agenda), (std::vector<Thing *>{&b}));
    EXPECT_EQ(agenda.start(), 7);
    EXPECT_EQ(take(agenda), (std::vector<Thing *>{&c, &a}));
    EXPECT_EQ(agenda.earliest(), Agenda::never);
}

TEST(Agenda, KnowsOnlyTheLastTimeOfAThing) {
    Agenda agenda;
    Thing a, b;
    const Agenda::Time far = 100'000;
    for (const Agenda::Time time : {far, Agenda::Time{9}, Agenda::Time{3}, far})
        agenda.put(time, a);
    EXPECT_EQ(a.due(), far);
    agenda.put(far, b);
    agenda.put(5, a);
    agenda.put(far, a); // behind the other one now
    EXPECT_EQ(agenda.earliest(), far);
    EXPECT_EQ(take(agenda), (std::vector<Thing *>{&b, &a}));
    EXPECT_EQ(a.due(), Agenda::never);
    EXPECT_EQ(agenda.earliest(), Agenda::never);
}

TEST(Agenda, EqualsAnOrderedMapOnRandomTimes) {
    using Order = std::pair<Agenda::Time, int>;
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
        std::vector<Thing> things(64);
        Agenda agenda;
        std::map<Order, Thing *> reference;
        std::map<Thing *, Order> places;
        const int reach = 1 << (round % 20); // to well beyond the wheel
        int order = 0;
        for (int step = 0; step < 3000; ++step) {
            for (auto count = random() % 3; count > 0; --count) {
                Thing &thing = things[random() % things.size()];
                const Agenda::Time time =
                    agenda.start() + static_cast<Agenda::Time>(random() % reach);
                agenda.put(time, thing);
                if (const auto place = places.find(&thing); place != places.end())
                    reference.erase(place->second);
                places[&thing] = {time, ++order};
                reference[{time, order}] = &thing;
            }
            if (reference.empty())
                continue;
            const Agenda::Time earliest = reference.begin()->first.first;
            ASSERT_EQ(agenda.earliest(), earliest);
            std::vector<Thing *> expected;
            while (!reference.empty() && reference.begin()->first.first == earliest) {
                expected.push_back(reference.begin()->second);
                places.erase(expected.back());
                reference.erase(reference.begin());
            }
            ASSERT_EQ(take(agenda), expected);
        }
    }
}

} // namespace
