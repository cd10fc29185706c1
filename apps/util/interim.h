// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace apps {

/// When a long command writes down all that it has: at each step at first, then when that has grown
/// by a twentieth, or when writing takes a twentieth of the time. So all writing together costs no
/// more than grows with the steps, and what a kill can lose stays small.
class Interim {
  public:
    /// `by_steps`: else by time alone, where something else keeps what each step found.
    explicit Interim(bool by_steps) : by_steps_(by_steps) {}

    /// Whether it is time to write, with so many steps done.
    bool due(std::size_t steps) const {
        return (by_steps_ && steps >= next_step_) || Clock::now() >= next_time_;
    }

    /// Runs `write`, with so many steps done.
    template <typename Write> void write(std::size_t steps, const Write &write) {
        const Clock::time_point begin = Clock::now();
        write();
        const Clock::time_point end = Clock::now();
        next_step_ = steps + std::max<std::size_t>(1, steps / share);
        next_time_ = end + std::max<Clock::duration>(least, share * (end - begin));
    }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr int share = 20;
    static constexpr std::chrono::seconds least{30};

    bool by_steps_;
    std::size_t next_step_ = 0;
    Clock::time_point next_time_ = Clock::now() + least;
};

} // namespace apps
