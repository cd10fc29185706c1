// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/estimate/estimate.h"
#include "tlm/system/chip_run.h"

namespace apps {

/// What the SystemC chip would tell of so many images, expected in closed form: what its layers
/// count and read, and when images are done, by `time`. There are no units, traces and outputs.
cim::ChipResult expected_run(const cim::Design &placed, const cim::TimingEstimate &time,
                             int images);

} // namespace apps
