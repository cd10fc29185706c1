// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/clock.h"
#include "tlm/base/fifo.h"

#include <cstdint>

namespace cim {

/// Space at a receiver as its sender knows it: places are taken when something is sent, and come
/// back some cycles after the receiver has freed them.
class Credits {
  public:
    explicit Credits(std::int64_t places) : places_(places), free_(places) {}

    /// All places are free.
    void reset() {
        free_ = places_;
        returning_.clear();
    }

    /// The cycle from which there are so many places: 0 if they are there, `never` if they are not
    /// all on their way.
    Cycle available_from(Cycle now, std::int64_t places = 1) {
        // What has come back is counted when it is needed, or before it piles up.
        if (free_ >= places && returning_.size() < most_uncounted)
            return 0;
        while (!returning_.empty() && returning_.front().cycle <= now) {
            free_ += returning_.front().places;
            returning_.pop_front();
        }
        if (free_ >= places)
            return 0;
        std::int64_t free = free_;
        for (const Return &next : returning_)
            if ((free += next.places) >= places)
                return next.cycle;
        return never;
    }
    bool available(Cycle now, std::int64_t places = 1) { return available_from(now, places) == 0; }
    void take(std::int64_t places = 1) { free_ -= places; }
    void give_back(Cycle cycle, std::int64_t places = 1) { returning_.push_back({cycle, places}); }

  private:
    static constexpr std::size_t most_uncounted = 6;
    struct Return {
        Cycle cycle;
        std::int64_t places;
    };
    std::int64_t places_, free_;
    Fifo<Return> returning_;
};

} // namespace cim
