// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/intrusive/list.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

namespace cim {

/// Events to do by when they are due, on a wheel of the near future: the cost of one does not
/// depend on how many there are. An event is due once; events due at one time come out in the order
/// in which they were put.
class TimingWheel {
  public:
    using Time = std::int64_t;
    static constexpr Time never = std::numeric_limits<Time>::max();

    /// An event: when it is due, and its place on the wheel.
    class Event : public boost::intrusive::list_base_hook<
                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
      public:
        Time due() const { return due_; }

      private:
        friend class TimingWheel;
        Time due_ = never;
        std::uint64_t order_ = 0; ///< of the last time that it was put beyond the wheel
    };

    /// `time`: start() or later. An event that was put before is due at this time instead.
    void put(Time time, Event &event) {
        event.unlink();
        event.due_ = time;
        if (time - start_ < slots)
            put_on_wheel(event);
        else
            far_.push({time, event.order_ = ++order_, &event});
    }

    /// It is not due any more.
    static void drop(Event &event) {
        event.unlink();
        event.due_ = never;
    }

    /// Nothing earlier can be put.
    Time start() const { return start_; }

    /// When the earliest event is due.
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

    /// Takes the first event that is due at `time`, which is earliest(), and moves start() there.
    Event &take(Time time) {
        turn_to(time);
        auto &due = wheel_[slot(time)];
        Event &event = due.front();
        due.pop_front();
        event.due_ = never;
        if (due.empty())
            clear(time);
        return event;
    }

  private:
    static constexpr Time slots = 4096;
    static constexpr std::size_t bits = 64;
    struct Later {
        Time time;
        std::uint64_t order;
        Event *event;
        /// Whether it is still due then, and not on the wheel already.
        bool holds() const {
            return event->due_ == time && event->order_ == order && !event->is_linked();
        }
        bool operator<(const Later &other) const { // the earliest is the top
            return time != other.time ? time > other.time : order > other.order;
        }
    };

    static std::size_t slot(Time time) { return static_cast<std::size_t>(time % slots); }
    void put_on_wheel(Event &event) {
        const std::size_t place = slot(event.due_);
        wheel_[place].push_back(event);
        taken_[place / bits] |= std::uint64_t{1} << place % bits;
    }
    void clear(Time time) { taken_[slot(time) / bits] &= ~(std::uint64_t{1} << slot(time) % bits); }
    void turn_to(Time time) {
        start_ = time;
        for (; !far_.empty() && far_.top().time - start_ < slots; far_.pop())
            if (far_.top().holds())
                put_on_wheel(*far_.top().event);
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

    std::array<boost::intrusive::list<Event, boost::intrusive::constant_time_size<false>>, slots>
        wheel_;                                       ///< times from start_ on
    std::array<std::uint64_t, slots / bits> taken_{}; ///< a bit a slot in which something may be
    std::priority_queue<Later> far_;                  ///< beyond the wheel
    Time start_ = 0;
    std::uint64_t order_ = 0;
};

} // namespace cim
