// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/design.h"

namespace apps {

using Estimate = cim::TimingEstimate (*)(const cim::Design &);

/// The closed form; of several segments: all that comes before the last one, for all images, and
/// the first image there.
cim::TimingEstimate estimated(const cim::Design &placed, std::int64_t images, Estimate timing);

/// Both closed forms beside what the chip has run.
void add_estimates(std::int64_t images, MeasuredDesign &design);

/// What follows from a run of the chip, or from what is expected of one: time, energy, area, kinds.
void finish(const Config &config, MeasuredDesign &design);

} // namespace apps
