// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"

namespace cim {

/// Packets of one size from one node to one or several others, in one image.
struct PacketFlow {
    int from = 0;        ///< tile, or global_buffer_tile
    std::vector<int> to; ///< likewise
    std::int64_t packets = 0;
    std::int64_t flits = 0; ///< each
};

/// All that crosses the interconnect for one image: pixels and partial sums.
std::vector<PacketFlow> packet_flows(const nn::QuantizedNetwork &network,
                                     const Placement &placement, const ChipSpec &chip,
                                     const Dataflow &flow);

} // namespace cim
