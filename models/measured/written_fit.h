// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/measured/measurement.h"

#include <vector>

namespace cim {

/// How cells are written: Gaussian about their target, and written again until they are within a
/// tolerance. The standard deviation of one write is linear in the target.
struct WrittenSpread {
    double offset_us = 0, slope = 0; ///< standard deviation: offset_us + slope x target
    double tolerance_us = 0;         ///< 0: none

    double sigma_us(double target_us) const { return offset_us + slope * target_us; }
    /// Conductances that as many equal parts of the written cells have in their middle.
    std::vector<double> conductances_us(double target_us, int parts) const;
};

/// Fitted to the percentiles at the first time, which is 0. A tolerance beyond four standard
/// deviations is none; one within a tenth of half a step between levels is that, where they touch.
WrittenSpread fit_written(const Measurement &measurement);

} // namespace cim
