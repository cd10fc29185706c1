// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/design.h"

#include <vector>

namespace cim {

/// Cuts a network into as few segments as the chip's tiles allow, each as long as it can be:
/// consecutive ops that the chip holds at once, whose input is the map that the segment before left
/// in DRAM. It is cut where one map alone is read by all that follows. Every tile must be of the
/// same kind, as each serves several layers. Or says why that cannot be done.
common::Expected<std::vector<Design>> plan_segments(const nn::QuantizedNetwork &network,
                                                    const ChipSpec &chip, const DeviceSpec &device,
                                                    const MappingSpec &mapping);

/// Ops `first` to `end` - 1 as a network.
nn::QuantizedNetwork part_of(const nn::QuantizedNetwork &network, int first, int end);

/// All segments as one placement: layers in order, every array with a number of its own, on the
/// tiles that hold it in its segment.
Placement joined(const std::vector<Design> &segments);

} // namespace cim
