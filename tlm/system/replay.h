// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "tlm/noc/packet_trace.h"

namespace cim {

/// A trace as it went through an interconnect, and when its packets were to.
struct ReplayedTrace : PacketTrace {
    std::vector<std::int64_t> due; ///< by packet: the cycle before which it was not to be sent
};

/// Sends the packets of a trace through an interconnect of the given kind, each node's in order and
/// none before the cycle in which it was sent; returns when each was sent and landed there. On the
/// interconnect on which it was recorded the result equals the trace. Throws std::invalid_argument
/// if the trace names nodes that the interconnect does not have, std::runtime_error if a packet
/// never lands.
ReplayedTrace replay(const PacketTrace &trace, const ChipSpec &chip,
                     const Interconnect &interconnect);

/// The same up to a cycle: what has not landed before it lands in cycle -1; what has not left its
/// node either is sent when it was due.
ReplayedTrace replay_until(std::int64_t horizon, const PacketTrace &trace, const ChipSpec &chip,
                           const Interconnect &interconnect);

/// Puts packets in the order of a trace.
void sort_packets(PacketTrace &trace);

} // namespace cim
