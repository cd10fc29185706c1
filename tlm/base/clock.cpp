// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/clock.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace cim {

namespace {

constexpr std::int64_t fs_per_ps = 1000;

/// Of the kernel's time: no resolution is finer than a femtosecond.
std::int64_t time_step_fs() {
    return std::llround(sc_core::sc_get_time_resolution().to_seconds() * 1e15);
}

/// Whether a period is a whole number of steps, enough of them for the phases of a cycle.
bool holds(std::int64_t step_fs, std::int64_t period_fs) {
    return period_fs % step_fs == 0 && period_fs / step_fs >= 4;
}

/// All that is said is in whole picoseconds: finer steps hold any period.
std::string picoseconds(std::int64_t fs) { return std::to_string(fs / fs_per_ps) + " ps"; }

} // namespace

Clock::Clock(const sc_core::sc_module_name &name, const ChipSpec &chip)
    : sc_module(name), period_(period(chip)) {
    SC_METHOD(serve);
    sensitive << next_;
}

sc_core::sc_time Clock::period(const ChipSpec &chip) {
    const double quarter_ps = std::round(std::max(1.0, chip.period_ns() * 1000 / 4));
    const auto period_fs = static_cast<std::int64_t>(4 * quarter_ps * fs_per_ps);
    const std::int64_t step_fs = time_step_fs();
    if (!holds(step_fs, period_fs)) {
        std::int64_t right_fs = fs_per_ps;
        while (holds(10 * right_fs, period_fs))
            right_fs *= 10;
        throw std::invalid_argument(
            "chip.clock_ghz: a period of " + picoseconds(period_fs) +
            " is not four or more whole steps of the kernel's time, which are " +
            picoseconds(step_fs) + "; a time resolution of " + picoseconds(right_fs) + " is right");
    }
    return sc_core::sc_time(4 * quarter_ps, sc_core::SC_PS);
}

void Clock::put(Due wish, Timer &timer) {
    if (wish >= timer.due())
        return;
    // (1) What is past is done at once.
    const Due due = std::max({wish, timing_wheel_.start(), 4 * now()});
    if (due >= timer.due())
        return;
    timing_wheel_.put(due, timer);
    // (2) serve() itself looks what comes next.
    if (!serving_)
        next_.notify(until_due(due));
}

bool Clock::alone_until(Due due) const {
    return due / 4 < horizon_ && sc_core::sc_time_to_pending_activity() > until_due(due);
}

void Clock::serve() {
    cycle_ = after(sc_core::SC_ZERO_TIME);
    serving_ = true;
    // (1) Arrivals when the cycle begins, everything else a quarter later; more where one may.
    const bool begins = sc_core::sc_time_stamp().value() < begin(cycle_) + period_.value() / 4;
    Due served = 4 * cycle_ + (begins ? 0 : 3);
    Due due = timing_wheel_.earliest();
    for (; due <= served || (due != never && alone_until(due)); due = timing_wheel_.earliest()) {
        served = std::max(served, due);
        cycle_ = std::max(cycle_, due / 4);
        static_cast<Timer &>(timing_wheel_.take(due)).wake_();
    }
    serving_ = false;
    // (2) When is the next?
    if (due != never)
        next_.notify(until_due(due));
}

} // namespace cim
