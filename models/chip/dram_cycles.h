// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/chip/dram_timing.h"

#include <cmath>
#include <cstdint>

namespace cim {

/// A chip's cycles in its memory's time. Both count from the same moment on, exactly: a period that
/// is no whole number of femtoseconds is not rounded, only each moment is.
class DramCycles {
  public:
    explicit DramCycles(const ChipSpec &chip) : period_(1e6L / chip.clock_ghz) {}

    DramTime begin(std::int64_t cycle) const {
        return std::llround(static_cast<long double>(cycle) * period_);
    }
    /// The first cycle that begins at `time` or later.
    std::int64_t from(DramTime time) const {
        const auto before = static_cast<std::int64_t>(
            std::floor(static_cast<long double>(time - rounding) / period_));
        return before + 1;
    }

  private:
    static constexpr DramTime rounding = 4; ///< of sums of moments: less than that late is in time

    long double period_; ///< in femtoseconds, of which there are more than a double can tell apart
};

} // namespace cim
