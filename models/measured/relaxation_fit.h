// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/relaxation.h"
#include "models/measured/measurement.h"
#include "models/measured/written_fit.h"

namespace cim {

/// The law of relaxation whose percentiles and standard deviations meet those measured at all times
/// after the first, least squares, for cells written as `written` says. Points of the law lie
/// evenly between the lowest and the highest target, at most nine, and neighbours are held together
/// where the cells leave it open. Throws std::invalid_argument for fewer than two targets or times,
/// or if the first time is not 0.
RelaxationSpec fit_relaxation(const Measurement &measurement, const WrittenSpread &written);

} // namespace cim
