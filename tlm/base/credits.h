// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/clock.h"
#include "tlm/base/fifo.h"

#include <cstdint>

namespace cim {

/// Room at a receiver as its sender knows it: places are taken when something is sent, and come
/// back some cycles after the receiver has freed them.
class Credits {
  public:
    explicit Credits(std::int64_t places) : places_(places), free_(places) {}

    /// All places are free.
    void reset() {
        free_ = places_;
        returning_.clear();
    }

    /// The cycle from which there is a place: 0 if there is one, `never` if none is on its way.
    Cycle available_from(Cycle now) {
        while (!returning_.empty() && returning_.front().cycle <= now) {
            free_ += returning_.front().places;
            returning_.pop_front();
        }
        if (free_ > 0)
            return 0;
        return returning_.empty() ? never : returning_.front().cycle;
    }
    bool available(Cycle now) { return available_from(now) == 0; }
    void take() { --free_; }
    void give_back(Cycle cycle, std::int64_t places = 1) { returning_.push_back({cycle, places}); }

  private:
    struct Return {
        Cycle cycle;
        std::int64_t places;
    };
    std::int64_t places_, free_;
    Fifo<Return> returning_;
};

} // namespace cim
