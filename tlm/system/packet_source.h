// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/noc/network_interface.h"
#include "tlm/noc/packet_trace.h"

#include <deque>
#include <functional>
#include <memory>

namespace cim {

/// Where packets enter a network.
struct InjectionPort {
    const Interconnect &interconnect;
    NetworkInterface &door;
    PacketPool &pool;
};

/// Packets of a trace that enter at one port, by number.
struct PacketQueue {
    const PacketTrace &trace;
    std::deque<int> packets;
    std::function<void(int)> sent{}; ///< unless empty, hears of each one that is on the link
};

/// Sends packets of a trace through a door, in order and none before its cycle.
class PacketSource : public sc_core::sc_module {
  public:
    PacketSource(const sc_core::sc_module_name &name, Clock &clock, const InjectionPort &port,
                 PacketQueue queue);

  private:
    void next();

    Clock &clock_;
    InjectionPort port_;
    PacketQueue queue_;
    int sender_ = 0;
    int under_way_ = -1;
    std::deque<RouteTree> trees_; ///< of packets to several nodes
    Traffic traffic_;
    Timer timer_;
};

} // namespace cim
