// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

namespace cim {

/// Things to do by when they are due, on a wheel of the near future: the cost of one does not
/// depend on how many there are. Things due at one time come out in the order in which they were
/// put.
template <class Thing> class Agenda {
  public:
    using Time = std::int64_t;
    static constexpr Time never = std::numeric_limits<Time>::max();

    /// `time`: start() or later.
    void put(Time time, Thing &thing) {
        if (time - start_ < slots)
            put_on_wheel(time, thing);
        else
            far_.push({time, order_++, &thing});
    }

    /// Nothing earlier can be put.
    Time start() const { return start_; }

    /// When the earliest thing is due for which `holds(thing, time)`; forgets those before it.
    template <class Holds> Time earliest(const Holds &holds) {
        for (Time time = next_on_wheel(); time != never; time = next_on_wheel()) {
            for (const Thing *thing : wheel_[slot(time)])
                if (holds(*thing, time))
                    return time;
            clear(time);
        }
        while (!far_.empty() && !holds(*far_.top().thing, far_.top().time))
            far_.pop();
        return far_.empty() ? never : far_.top().time;
    }

    /// Moves all that is due at `time` to the end of `things`, and start() to `time`; nothing may
    /// be due before.
    void take(Time time, std::vector<Thing *> &things) {
        turn_to(time);
        std::vector<Thing *> &due = wheel_[slot(time)];
        things.insert(things.end(), due.begin(), due.end());
        clear(time);
    }

  private:
    static constexpr Time slots = 4096;
    static constexpr std::size_t bits = 64;
    struct Later {
        Time time;
        std::uint64_t order;
        Thing *thing;
        bool operator<(const Later &other) const { // the earliest is the top
            return time != other.time ? time > other.time : order > other.order;
        }
    };

    static std::size_t slot(Time time) { return static_cast<std::size_t>(time % slots); }
    void put_on_wheel(Time time, Thing &thing) {
        wheel_[slot(time)].push_back(&thing);
        taken_[slot(time) / bits] |= std::uint64_t{1} << slot(time) % bits;
    }
    void clear(Time time) {
        wheel_[slot(time)].clear();
        taken_[slot(time) / bits] &= ~(std::uint64_t{1} << slot(time) % bits);
    }
    void turn_to(Time time) {
        start_ = time;
        for (; !far_.empty() && far_.top().time - start_ < slots; far_.pop())
            put_on_wheel(far_.top().time, *far_.top().thing);
    }
    Time next_on_wheel() const {
        const std::size_t first = slot(start_);
        std::uint64_t word = taken_[first / bits] >> first % bits << first % bits;
        for (std::size_t i = 0; i <= taken_.size(); ++i) {
            const std::size_t index = (first / bits + i) % taken_.size();
            if (i > 0)
                word = taken_[index];
            if (word != 0) {
                const std::size_t found =
                    index * bits + static_cast<std::size_t>(__builtin_ctzll(word));
                return start_ + static_cast<Time>((found + slots - first) % slots);
            }
        }
        return never;
    }

    std::array<std::vector<Thing *>, slots> wheel_; ///< times from start_ on
    std::array<std::uint64_t, slots / bits> taken_{};
    std::priority_queue<Later> far_; ///< beyond the wheel
    Time start_ = 0;
    std::uint64_t order_ = 0;
};

} // namespace cim
