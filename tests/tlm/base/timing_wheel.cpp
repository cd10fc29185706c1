// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/timing_wheel.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace {

using cim::TimingWheel;
using Event = TimingWheel::Event;

/// All that is due at the earliest time.
std::vector<Event *> take(TimingWheel &timing_wheel) {
    std::vector<Event *> due;
    for (const TimingWheel::Time time = timing_wheel.earliest(); timing_wheel.earliest() == time;)
        due.push_back(&timing_wheel.take(time));
    return due;
}

TEST(TimingWheel, KeepsThingsOfOneTimeInTheOrderInWhichTheyWerePut) {
    TimingWheel timing_wheel;
    Event a, b, c;
    const TimingWheel::Time far = 1'000'000;
    timing_wheel.put(far, c); // beyond the wheel
    timing_wheel.put(far, a);
    timing_wheel.put(7, b);
    EXPECT_EQ(take(timing_wheel), (std::vector<Event *>{&b}));
    EXPECT_EQ(timing_wheel.start(), 7);
    EXPECT_EQ(take(timing_wheel), (std::vector<Event *>{&c, &a}));
    EXPECT_EQ(timing_wheel.earliest(), TimingWheel::never);
}

TEST(TimingWheel, KnowsOnlyTheLastTimeOfAThing) {
    TimingWheel timing_wheel;
    Event a, b;
    const TimingWheel::Time far = 100'000;
    for (const TimingWheel::Time time : {far, TimingWheel::Time{9}, TimingWheel::Time{3}, far})
        timing_wheel.put(time, a);
    EXPECT_EQ(a.due(), far);
    timing_wheel.put(far, b);
    timing_wheel.put(5, a);
    timing_wheel.put(far, a); // behind the other one now
    EXPECT_EQ(timing_wheel.earliest(), far);
    EXPECT_EQ(take(timing_wheel), (std::vector<Event *>{&b, &a}));
    EXPECT_EQ(a.due(), TimingWheel::never);
    EXPECT_EQ(timing_wheel.earliest(), TimingWheel::never);
}

TEST(TimingWheel, EqualsAnOrderedMapOnRandomTimes) {
    using Order = std::pair<TimingWheel::Time, int>;
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
        std::vector<Event> events(64);
        TimingWheel timing_wheel;
        std::map<Order, Event *> reference;
        std::map<Event *, Order> places;
        const int reach = 1 << (round % 20); // to well beyond the wheel
        int order = 0;
        for (int step = 0; step < 3000; ++step) {
            for (auto count = random() % 3; count > 0; --count) {
                Event &event = events[random() % events.size()];
                const TimingWheel::Time time =
                    timing_wheel.start() + static_cast<TimingWheel::Time>(random() % reach);
                timing_wheel.put(time, event);
                if (const auto place = places.find(&event); place != places.end())
                    reference.erase(place->second);
                places[&event] = {time, ++order};
                reference[{time, order}] = &event;
            }
            if (reference.empty())
                continue;
            const TimingWheel::Time earliest = reference.begin()->first.first;
            ASSERT_EQ(timing_wheel.earliest(), earliest);
            std::vector<Event *> expected;
            while (!reference.empty() && reference.begin()->first.first == earliest) {
                expected.push_back(reference.begin()->second);
                places.erase(expected.back());
                reference.erase(reference.begin());
            }
            ASSERT_EQ(take(timing_wheel), expected);
        }
    }
}

} // namespace
