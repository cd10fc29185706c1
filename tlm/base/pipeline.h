// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/fifo.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace cim {

/// Things that go through the same steps, none overtaking another, in one queue: where the things
/// of a step end those of the step before it begin, so that one that goes on stays where it is.
/// `Step`: an enumeration of `steps` from 0 on.
template <class Thing, class Step, std::size_t steps> class Pipeline {
  public:
    bool empty(Step step) const { return count(step) == 0; }
    Thing &front(Step step) { return queue_[ahead_of(step)]; }
    const Thing &front(Step step) const { return queue_[ahead_of(step)]; }
    Thing &back(Step step) { return queue_[ahead_of(step) + count(step) - 1]; }
    /// One more in the first step.
    void enter(Thing thing) {
        queue_.push_back(std::move(thing));
        ++counts_.front();
    }
    /// The oldest of a step is in the next one.
    void go_on(Step step) {
        --counts_[at(step)];
        ++counts_[at(step) + 1];
    }
    /// The oldest of a step, with nothing in the steps behind it, is done.
    void leave(Step step) {
        queue_.pop_front();
        --counts_[at(step)];
    }
    void clear() {
        queue_.clear();
        counts_ = {};
    }

  private:
    static std::size_t at(Step step) { return static_cast<std::size_t>(step); }
    std::size_t count(Step step) const { return counts_[at(step)]; }
    /// Things in the steps behind this one, which are older.
    std::size_t ahead_of(Step step) const {
        std::size_t ahead = 0;
        for (std::size_t later = at(step) + 1; later < steps; ++later)
            ahead += counts_[later];
        return ahead;
    }

    Fifo<Thing> queue_; ///< oldest first
    std::array<std::uint32_t, steps> counts_{};
};

} // namespace cim
