// SPDX-License-Identifier: Apache-2.0
#include "tlm/clock.h"

namespace cim {

Clock::Clock(const sc_core::sc_module_name &name, const ChipSpec &chip)
    : sc_module(name), period_(period(chip)) {
    SC_METHOD(serve);
    sensitive << next_;
}

sc_core::sc_time Clock::period(const ChipSpec &chip) {
    const double steps = std::max(1.0, chip.period_ns() * 1000 / 4);
    return sc_core::sc_time(4 * static_cast<double>(static_cast<std::int64_t>(steps + 0.5)),
                            sc_core::SC_PS);
}

void Clock::put(Due wish, Alarm &alarm) {
    if (wish >= alarm.due_)
        return;
    // (1) What is past is done at once.
    const Due due = std::max({wish, agenda_.start(), 4 * now()});
    if (due >= alarm.due_)
        return;
    alarm.due_ = due;
    agenda_.put(due, alarm);
    // (2) serve() itself looks what comes next.
    if (!serving_)
        next_.notify(until_due(due));
}

void Clock::serve() {
    cycle_ = after(sc_core::SC_ZERO_TIME);
    serving_ = true;
    const auto holds = [](const Alarm &alarm, Due due) { return alarm.due_ == due; };
    // (1) Arrivals when the cycle begins, everything else a quarter later, or at once.
    const bool begins = sc_core::sc_time_stamp().value() < begin(cycle_) + period_.value() / 4;
    const Due first = 4 * cycle_, last = first + 3;
    Due due = agenda_.earliest(holds);
    for (; due <= last; due = agenda_.earliest(holds)) {
        if (begins && due > first && (!at_once_ || sc_core::sc_pending_activity_at_current_time()))
            break;
        agenda_.take(due, due_);
        for (Alarm *alarm : due_)
            if (alarm->due_ == due) {
                alarm->due_ = Agenda<Alarm>::never;
                alarm->wake_();
            }
        due_.clear();
    }
    serving_ = false;
    // (2) When is the next?
    if (due != Agenda<Alarm>::never)
        next_.notify(until_due(due));
}

} // namespace cim
