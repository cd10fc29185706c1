// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/design.h"

#include <vector>

namespace cim {

/// Whether the chip has so many tiles of some kind and no more.
bool has_counted_tiles(const ChipSpec &chip);

/// Cuts a network into as few segments as the chip's tiles allow, each as long as it can be:
/// consecutive ops that the chip holds at once, whose input is the map that the segment before left
/// in DRAM. It is cut where one map alone is read by all that follows. Tiles of a kind must be
/// alike, as each serves several layers, and each kind that layers name must say how many the chip
/// has. Or says why that cannot be done.
common::Expected<std::vector<Design>> plan_segments(const nn::QuantizedNetwork &network,
                                                    const ChipSpec &chip, const DeviceSpec &device,
                                                    const MappingSpec &mapping);

/// Ops `first` to `end` - 1 as a network.
nn::QuantizedNetwork part_of(const nn::QuantizedNetwork &network, int first, int end);

/// All segments as one placement: layers in order, every array with a number of its own, on the
/// tiles that hold it in its segment.
Placement joined(const std::vector<Design> &segments);

} // namespace cim
