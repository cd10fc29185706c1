// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/system/chip_run.h"

namespace cim {

/// The way back from the first image's last logit to its start: what the unit
/// at hand did before, and while it waited, what the one did that it waited
/// for. Time in which that one did nothing either is the network's and the
/// vector units'. First leg first; legs join without a gap from cycle 0 to
/// `end`.
std::vector<PathLeg> critical_path(const nn::QuantizedNetwork &network, const Placement &placement,
                                   const Timeline &timeline, std::int64_t end);

} // namespace cim
