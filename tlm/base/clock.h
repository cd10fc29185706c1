// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "tlm/base/timing_wheel.h"

#include <systemc>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>

namespace cim {

using Cycle = std::int64_t;
inline constexpr Cycle never = std::numeric_limits<Cycle>::max();

/// When in a cycle something happens: first what was due arrives, then tiles choose among what
/// they have, then routers choose among what has reached them. So no choice depends on the order
/// of processes.
enum class Phase { Arrive = 0, Choose = 1, Route = 2 };

class Timer;

/// The chip's clock: counts cycles, never ticks, and wakes the units whose timers are due. One
/// process of the kernel serves all units, so that thousands of them that wait cost the kernel
/// nothing.
class Clock : public sc_core::sc_module {
  public:
    /// Throws std::invalid_argument if the kernel's time resolution cannot hold the period.
    Clock(const sc_core::sc_module_name &name, const ChipSpec &chip);

    /// From here on the clock runs ahead of the kernel's time, to cycles before `horizon`, as long
    /// as no other process of the kernel has anything to do before: for a chip on which nobody
    /// outside the kernel acts until then. So times that its units tell others are until(a cycle),
    /// also that of the present one.
    void run_ahead(Cycle horizon = never) { horizon_ = horizon; }

    Cycle now() const { return serving_ ? cycle_ : std::max(cycle_, after(sc_core::SC_ZERO_TIME)); }
    /// The cycle that begins or is under way `delay` from now.
    Cycle after(const sc_core::sc_time &delay) const {
        const sc_core::sc_time time = sc_core::sc_time_stamp() + delay;
        return static_cast<Cycle>(time.value() / period_.value());
    }
    /// The first cycle that begins now or later.
    Cycle edge() const {
        return now() + (sc_core::sc_time_stamp().value() % period_.value() != 0 ? 1 : 0);
    }
    /// Time from the kernel's to a cycle; zero if that has begun already.
    sc_core::sc_time until(Cycle cycle) const { return until_value(begin(cycle)); }

  private:
    friend class Timer;
    SC_HAS_PROCESS(Clock);
    using Due = TimingWheel::Time; ///< four times the cycle, and the phase

    /// In whole steps of four picoseconds, so that a cycle has quarters.
    static sc_core::sc_time period(const ChipSpec &chip);
    std::uint64_t begin(Cycle cycle) const {
        return period_.value() * static_cast<std::uint64_t>(cycle);
    }
    sc_core::sc_time until_value(std::uint64_t time) const {
        const std::uint64_t present = sc_core::sc_time_stamp().value();
        return time > present ? sc_core::sc_time::from_value(time - present)
                              : sc_core::SC_ZERO_TIME;
    }
    /// Arrivals are served when a cycle begins, choices a quarter later; but see run_ahead().
    sc_core::sc_time until_due(Due due) const {
        return until_value(begin(due / 4) + (due % 4 != 0 ? period_.value() / 4 : 0));
    }
    /// Wakes a timer at the wish, or as soon as still can be, unless it is due earlier already.
    void put(Due wish, Timer &timer);
    void serve();
    /// Whether nobody else can do anything until then.
    bool alone_until(Due due) const;

    const sc_core::sc_time period_;
    TimingWheel timing_wheel_;
    bool serving_ = true; ///< before the first cycle, too
    Cycle cycle_ = 0;     ///< that is served, or was last
    Cycle horizon_ = 0;
    sc_core::sc_event next_;
};

/// Wakes a unit in the earliest cycle that anybody has asked for.
class Timer : public TimingWheel::Event {
  public:
    Timer(Clock &clock, Phase phase, std::function<void()> wake)
        : clock_(clock), phase_(phase), wake_(std::move(wake)) {}
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;

    void at(Cycle cycle) { clock_.put(4 * cycle + static_cast<Cycle>(phase_), *this); }
    void now() { at(clock_.now()); }
    /// Nobody has asked for anything.
    void cancel() { TimingWheel::drop(*this); }

  private:
    friend class Clock;
    Clock &clock_;
    const Phase phase_;
    const std::function<void()> wake_;
};

} // namespace cim
