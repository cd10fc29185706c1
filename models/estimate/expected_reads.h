// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/crossbar.h"

namespace cim {

/// What one product counts in array number `array` of LayerPlacement::arrays when nothing is known
/// of its data: every bit of inputs and weights is 0 or 1 with equal chance.
ReadCounts expected_reads(const PeSpec &pe, const DeviceSpec &device, const LayerPlacement &layer,
                          int array);

} // namespace cim
