// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/clock.h"

#include <cmath>

namespace cim {

Clock::Clock(const sc_core::sc_module_name &name, const ChipSpec &chip)
    : sc_module(name), period_(period(chip)) {
    SC_METHOD(serve);
    sensitive << next_;
}

sc_core::sc_time Clock::period(const ChipSpec &chip) {
    const double steps = std::max(1.0, chip.period_ns() * 1000 / 4);
    return sc_core::sc_time(4 * std::round(steps), sc_core::SC_PS);
}

void Clock::put(Due wish, Alarm &alarm) {
    if (wish >= alarm.due())
        return;
    // (1) What is past is done at once.
    const Due due = std::max({wish, agenda_.start(), 4 * now()});
    if (due >= alarm.due())
        return;
    agenda_.put(due, alarm);
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
    Due due = agenda_.earliest();
    for (; due <= served || (due != never && alone_until(due)); due = agenda_.earliest()) {
        served = std::max(served, due);
        cycle_ = std::max(cycle_, due / 4);
        static_cast<Alarm &>(agenda_.take(due)).wake_();
    }
    serving_ = false;
    // (2) When is the next?
    if (due != never)
        next_.notify(until_due(due));
}

} // namespace cim
