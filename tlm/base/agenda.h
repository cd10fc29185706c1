// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/intrusive/list.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

namespace cim {

/// Things to do by when they are due, on a wheel of the near future: the cost of one does not
/// depend on how many there are. A thing is due once; things due at one time come out in the order
/// in which they were put.
class Agenda {
  public:
    using Time = std::int64_t;
    static constexpr Time never = std::numeric_limits<Time>::max();

    /// A thing: when it is due, and its place on the wheel.
    class Thing : public boost::intrusive::list_base_hook<
                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
      public:
        Time due() const { return due_; }

      private:
        friend class Agenda;
        Time due_ = never;
        std::uint64_t order_ = 0; ///< of the last time that it was put beyond the wheel
    };

    /// `time`: start() or later. A thing that was put before is due at this time instead.
    void put(Time time, Thing &thing) {
        thing.unlink();
        thing.due_ = time;
        if (time - start_ < slots)
            put_on_wheel(thing);
        else
            far_.push({time, thing.order_ = ++order_, &thing});
    }

    /// It is not due any more.
    static void drop(Thing &thing) {
        thing.unlink();
        thing.due_ = never;
    }

    /// Nothing earlier can be put.
    Time start() const { return start_; }

    /// When the earliest thing is due.
    Time earliest() {
        for (Time time = next_on_wheel(); time != never; time = next_on_wheel()) {
            if (!wheel_[slot(time)].empty())
                return time;
            clear(time); // all of it has been put elsewhere since
        }
        while (!far_.empty() && !far_.top().holds())
            far_.pop();
        return far_.empty() ? never : far_.top().time;
    }

    /// Takes the first thing that is due at `time`, which is earliest(), and moves start() there.
    Thing &take(Time time) {
        turn_to(time);
        auto &due = wheel_[slot(time)];
        Thing &thing = due.front();
        due.pop_front();
        thing.due_ = never;
        if (due.empty())
            clear(time);
        return thing;
    }

  private:
    static constexpr Time slots = 4096;
    static constexpr std::size_t bits = 64;
    struct Later {
        Time time;
        std::uint64_t order;
        Thing *thing;
        /// Whether it is still due then, and not on the wheel already.
        bool holds() const {
            return thing->due_ == time && thing->order_ == order && !thing->is_linked();
        }
        bool operator<(const Later &other) const { // the earliest is the top
            return time != other.time ? time > other.time : order > other.order;
        }
    };

    static std::size_t slot(Time time) { return static_cast<std::size_t>(time % slots); }
    void put_on_wheel(Thing &thing) {
        const std::size_t place = slot(thing.due_);
        wheel_[place].push_back(thing);
        taken_[place / bits] |= std::uint64_t{1} << place % bits;
    }
    void clear(Time time) { taken_[slot(time) / bits] &= ~(std::uint64_t{1} << slot(time) % bits); }
    void turn_to(Time time) {
        start_ = time;
        for (; !far_.empty() && far_.top().time - start_ < slots; far_.pop())
            if (far_.top().holds())
                put_on_wheel(*far_.top().thing);
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

    std::array<boost::intrusive::list<Thing, boost::intrusive::constant_time_size<false>>, slots>
        wheel_;                                       ///< times from start_ on
    std::array<std::uint64_t, slots / bits> taken_{}; ///< a bit a slot in which something may be
    std::priority_queue<Later> far_;                  ///< beyond the wheel
    Time start_ = 0;
    std::uint64_t order_ = 0;
};

} // namespace cim
