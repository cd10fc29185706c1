// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/placement.h"

#include <vector>

namespace cim {

/// Consecutive ops of a network that a chip holds at once.
struct Segment {
    nn::QuantizedNetwork network; ///< its input is the map that the segment before it left in DRAM
    Placement placement;          ///< of these ops
};

/// Cuts a network into as few segments as the chip's tiles allow, each as long as it can be. It is
/// cut where one map alone is read by all that follows. Every tile must be of the same kind, as
/// each serves several layers. Or says why that cannot be done.
common::Expected<std::vector<Segment>> plan_segments(const nn::QuantizedNetwork &network,
                                                     const ChipSpec &chip,
                                                     const MappingSpec &mapping);

/// The same segments of a network that differs from the one that was planned in its digital scales
/// and biases alone.
std::vector<Segment> segments_of(std::vector<Segment> plan, const nn::QuantizedNetwork &network);

/// All segments as one placement: layers in order, every array with a number of its own, on the
/// tiles that hold it in its segment.
Placement joined(const std::vector<Segment> &segments);

} // namespace cim
