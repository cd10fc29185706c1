// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/gating_spec.h"
#include "tlm/base/clock.h"

#include <algorithm>

namespace cim {

/// Cycles without power, added up over arrays, and how often they got it back.
struct GatedTime {
    std::int64_t array_cycles = 0, wakes = 0;

    GatedTime &operator+=(const GatedTime &other) {
        array_cycles += other.array_cycles;
        wakes += other.wakes;
        return *this;
    }
};

/// When arrays that work together have power: they rest from the end of one product to the start of
/// the next.
class PowerGate {
  public:
    /// `arrays` begin a product at `now` and end it at `end`; returns what they were without power
    /// before it.
    GatedTime work(const GatingSpec &gating, std::int64_t arrays, Cycle now, Cycle end) {
        const Cycle off = now - rests_from_ - gating.idle_cycles - gating.wake_cycles;
        rests_from_ = std::max(rests_from_, end);
        if (!gating.arrays || off <= 0)
            return {};
        return {off * arrays, arrays};
    }
    /// What they are without power from their last product to `end`.
    Cycle off_until(const GatingSpec &gating, Cycle end) const {
        return gating.arrays ? std::max<Cycle>(0, end - rests_from_ - gating.idle_cycles) : 0;
    }

  private:
    Cycle rests_from_ = 0;
};

} // namespace cim
