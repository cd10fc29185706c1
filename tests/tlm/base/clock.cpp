// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/clock.h"
#include "tlm/base/kernel.h"

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace cim {
namespace {

/// A clock and timers that write down when they wake.
struct Watch {
    explicit Watch(Cycle horizon = never) { clock.run_ahead(horizon); }

    static ChipSpec half_a_gigahertz() {
        ChipSpec chip;
        chip.clock_ghz = 0.5;
        return chip;
    }

    std::unique_ptr<Timer> timer(const std::string &name, Phase phase) {
        return std::make_unique<Timer>(
            clock, phase, [this, name] { woken.push_back(name + std::to_string(clock.now())); });
    }
    std::vector<std::string> run() {
        sc_core::sc_start();
        return woken;
    }

    Kernel kernel;
    Clock clock{"clock", half_a_gigahertz()};
    std::vector<std::string> woken;
};

using Names = std::vector<std::string>;

/// How far a clock may run ahead of the kernel's time.
struct Horizon {
    const char *name;
    Cycle cycles;
};

void PrintTo(const Horizon &horizon, std::ostream *out) { *out << horizon.name; }

class EitherWay : public testing::TestWithParam<Horizon> {};
INSTANTIATE_TEST_SUITE_P(Clock, EitherWay,
                         testing::Values(Horizon{"InStep", 0}, Horizon{"RunsAhead", never}),
                         [](const auto &horizon) { return std::string(horizon.param.name); });

TEST_P(EitherWay, ServesArrivalsThenChoicesThenRoutes) {
    Watch watch(GetParam().cycles);
    const auto route = watch.timer("route", Phase::Route),
               choose = watch.timer("choose", Phase::Choose),
               arrive = watch.timer("arrive", Phase::Arrive);
    route->at(5);
    choose->at(5);
    arrive->at(5);
    EXPECT_EQ(watch.run(), (Names{"arrive5", "choose5", "route5"}));
}

TEST(Clock, WakesOnceInTheEarliestCycleAskedFor) {
    Watch watch;
    const auto timer = watch.timer("a", Phase::Arrive);
    for (const Cycle cycle : {Cycle{900}, Cycle{7}, Cycle{30}, Cycle{7}})
        timer->at(cycle);
    EXPECT_EQ(watch.run(), (Names{"a7"}));
}

TEST(Clock, WakesAtOnceForThePast) {
    Watch watch;
    const auto late = watch.timer("late", Phase::Choose);
    Timer first(watch.clock, Phase::Route, [&] {
        watch.woken.push_back("first" + std::to_string(watch.clock.now()));
        late->at(2);
    });
    first.at(4);
    EXPECT_EQ(watch.run(), (Names{"first4", "late4"}));
}

TEST(Clock, TakesAlarmsFromOutsideInTheMiddleOfACycle) {
    Watch watch(Cycle{4});
    const auto timer = watch.timer("a", Phase::Arrive), far = watch.timer("far", Phase::Arrive);
    far->at(100);
    sc_core::sc_start(7, sc_core::SC_NS); // cycles of 2 ns: the fourth is under way
    timer->now();
    sc_core::sc_start(1, sc_core::SC_NS);
    EXPECT_EQ(watch.woken, (Names{"a3"}));
    EXPECT_EQ(watch.run(), (Names{"a3", "far100"}));
    EXPECT_EQ(watch.clock.now(), 100);
    EXPECT_EQ(watch.clock.edge(), 100);
}

/// Somebody else who acts when a cycle begins, one delta cycle late.
struct Neighbour : sc_core::sc_module {
    SC_HAS_PROCESS(Neighbour);
    Neighbour(const sc_core::sc_module_name &name, Timer &timer) : sc_module(name), timer_(timer) {
        SC_THREAD(act);
    }
    void act() {
        wait(10, sc_core::SC_NS);
        wait(sc_core::SC_ZERO_TIME);
        timer_.now();
    }
    Timer &timer_;
};

TEST_P(EitherWay, ChoosesWhenEverythingHasArrivedThatOthersSendInTheCycle) {
    Watch watch(GetParam().cycles);
    const auto arrive = watch.timer("arrive", Phase::Arrive),
               choose = watch.timer("choose", Phase::Choose);
    const Neighbour neighbour("neighbour", *arrive);
    choose->at(5);
    EXPECT_EQ(watch.run(), (Names{"arrive5", "choose5"}));
}

TEST(Clock, RunsAheadToTheHorizonAndNoFurther) {
    Watch watch(Cycle{50});
    const auto near = watch.timer("near", Phase::Route), far = watch.timer("far", Phase::Arrive);
    near->at(49);
    far->at(50);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    EXPECT_EQ(watch.woken, (Names{"near49"}));
    EXPECT_EQ(watch.clock.now(), 49);
    EXPECT_EQ(watch.clock.until(49), sc_core::sc_time(98, sc_core::SC_NS)); // the kernel's is zero
    EXPECT_EQ(watch.run(), (Names{"near49", "far50"}));
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(100, sc_core::SC_NS));
}

TEST(Clock, LetsOthersActBeforeItRunsOn) {
    Watch watch;
    const auto early = watch.timer("early", Phase::Arrive),
               late = watch.timer("late", Phase::Arrive),
               asked = watch.timer("asked", Phase::Arrive);
    const Neighbour neighbour("neighbour", *asked); // in cycle 5
    early->at(4);
    late->at(6);
    EXPECT_EQ(watch.run(), (Names{"early4", "asked5", "late6"}));
}

/// What is said of a clock in a kernel of this time resolution; empty if it can be.
std::string refusal(double clock_ghz, double resolution, sc_core::sc_time_unit unit) {
    Kernel kernel;
    sc_core::sc_set_time_resolution(resolution, unit);
    ChipSpec chip;
    chip.clock_ghz = clock_ghz;
    try {
        const Clock clock("clock", chip);
        return "";
    } catch (const std::invalid_argument &error) {
        return error.what();
    }
}

TEST(Clock, RefusesAKernelWhoseTimeCannotHoldItsPeriod) {
    EXPECT_EQ(refusal(3, 1, sc_core::SC_NS),
              "chip.clock_ghz: a period of 332 ps is not four or more whole steps of the kernel's "
              "time, which are 1000 ps; a time resolution of 1 ps is right");
    EXPECT_EQ(refusal(3, 100, sc_core::SC_PS),
              "chip.clock_ghz: a period of 332 ps is not four or more whole steps of the kernel's "
              "time, which are 100 ps; a time resolution of 1 ps is right");
    EXPECT_EQ(refusal(1, 1, sc_core::SC_NS),
              "chip.clock_ghz: a period of 1000 ps is not four or more whole steps of the kernel's "
              "time, which are 1000 ps; a time resolution of 100 ps is right");
    EXPECT_EQ(refusal(3, 1, sc_core::SC_PS), "");
    EXPECT_EQ(refusal(3, 1, sc_core::SC_FS), "");
    EXPECT_EQ(refusal(1, 100, sc_core::SC_PS), "");
    EXPECT_EQ(refusal(0.1, 1, sc_core::SC_NS), "");
}

} // namespace
} // namespace cim
