// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"
#include "models/measured/measurement.h"

#include <vector>

namespace apps {

/// Measured cells beside those that a law draws, at one time; shares are means over cells.
struct TimeComparison {
    double time_s = 0;
    int cells = 0;
    double measured = 0, law = 0; ///< share of cells nearest to their own level
    double percentiles_off = 0;   ///< mean distance of the law's percentiles, in steps of a level
    double sigma_measured_us = 0, sigma_law_us = 0; ///< means over levels
};

/// A measurement and what a law makes of it, level by level.
struct LawComparison {
    cim::Measurement measured;           ///< every level with its share of cells nearest to it
    std::vector<cim::MeasuredLevel> law; ///< the same levels
    std::vector<TimeComparison> times;
};

/// Draws 4,000 cells of each level and time. Where a file gives percentiles only, the share of
/// cells nearest to their level is that of the law with its percentiles moved onto those measured;
/// at time 0 it is 1 if all cells are written within half a step. Throws std::invalid_argument as
/// cim::drawn_cells() does.
LawComparison compare(const cim::Measurement &measurement, const cim::DeviceSpec &device);

} // namespace apps
