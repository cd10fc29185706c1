// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/interconnect.h"
#include "models/chip/traffic_spec.h"
#include "tlm/noc/packet_trace.h"

#include <cstdint>

namespace cim {

/// Packets that the nodes of an interconnect are to send: in every cycle before `cycles` each node
/// has one due with the chance load / traffic.flits, whatever became of those before it. A function
/// of traffic.seed, node by node; more cycles add packets behind the others. None has landed yet.
/// Throws std::invalid_argument if the pattern cannot be on the grid, or if there are too many.
PacketTrace synthesize(const TrafficSpec &traffic, const Interconnect &interconnect, double load,
                       std::int64_t cycles);

} // namespace cim
