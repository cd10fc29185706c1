// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip_spec.h"

#include <systemc>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace cim {

using Cycle = std::int64_t;
inline constexpr Cycle never = std::numeric_limits<Cycle>::max();

/// When in a cycle something happens: first what was due arrives, then tiles choose among what
/// they have, then routers choose among what has reached them. So no choice depends on the order
/// of processes.
enum class Phase { Arrive = 0, Choose = 1, Route = 2 };

/// The chip's clock: counts cycles, never ticks.
class Clock {
  public:
    explicit Clock(const ChipSpec &chip) : period_(period(chip)) {}

    Cycle now() const { return after(sc_core::SC_ZERO_TIME); }
    /// The cycle that begins or is under way `delay` from now.
    Cycle after(const sc_core::sc_time &delay) const {
        const sc_core::sc_time time = sc_core::sc_time_stamp() + delay;
        return static_cast<Cycle>(time.value() / period_.value());
    }
    /// The first cycle that begins now or later.
    Cycle edge() const {
        return now() + (sc_core::sc_time_stamp().value() % period_.value() != 0 ? 1 : 0);
    }
    /// Time from now to a cycle; zero if it is the present or a past one.
    sc_core::sc_time until(Cycle cycle, Phase phase = Phase::Arrive) const {
        const auto quarters = static_cast<std::uint64_t>(4 * cycle + static_cast<Cycle>(phase));
        const sc_core::sc_time time = sc_core::sc_time::from_value(period_.value() / 4 * quarters);
        const sc_core::sc_time present = sc_core::sc_time_stamp();
        return time > present ? time - present : sc_core::SC_ZERO_TIME;
    }

  private:
    /// In whole steps of four picoseconds, so that a cycle has quarters.
    static sc_core::sc_time period(const ChipSpec &chip) {
        const double steps = std::max(1.0, chip.period_ns() * 1000 / 4);
        return sc_core::sc_time(4 * static_cast<double>(static_cast<std::int64_t>(steps + 0.5)),
                                sc_core::SC_PS);
    }

    sc_core::sc_time period_;
};

/// An event of one process, for the earliest cycle that anybody has asked for.
class Alarm {
  public:
    Alarm(const Clock &clock, Phase phase) : clock_(clock), phase_(phase) {}

    void at(Cycle cycle) { event_.notify(clock_.until(cycle, phase_)); }
    void now() { at(clock_.now()); }
    const sc_core::sc_event &event() const { return event_; }

  private:
    const Clock &clock_;
    const Phase phase_;
    sc_core::sc_event event_;
};

} // namespace cim
