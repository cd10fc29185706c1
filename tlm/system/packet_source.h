// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/noc/network_interface.h"
#include "tlm/noc/packet_trace.h"

#include <deque>
#include <functional>
#include <memory>

namespace cim {

/// Sends packets of a trace through a door, in order and none before its cycle.
class PacketSource : public sc_core::sc_module {
  public:
    /// Sends packets number `queue` of `trace`. `sent`, unless empty, hears of each one that is on
    /// the link.
    PacketSource(const sc_core::sc_module_name &name, Clock &clock,
                 const Interconnect &interconnect, NetworkInterface &door, PacketPool &pool,
                 const PacketTrace &trace, std::deque<int> queue,
                 std::function<void(int)> sent = {});

  private:
    void next();

    Clock &clock_;
    const Interconnect &interconnect_;
    NetworkInterface &door_;
    PacketPool &pool_;
    const PacketTrace &trace_;
    std::deque<int> queue_;
    std::function<void(int)> sent_;
    int sender_ = 0;
    int under_way_ = -1;
    std::deque<RouteTree> trees_; ///< of packets to several nodes
    Traffic traffic_;
    Timer timer_;
};

} // namespace cim
