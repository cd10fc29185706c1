// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/noc/network_interface.h"
#include "tlm/tile/buffer_ports.h"

namespace cim {

/// What all that send packets from one node share.
struct NodeParts {
    Clock &clock;
    NetworkInterface &network;
    PacketPool &pool;
    Traffic &traffic;
    BufferPorts &ports;
};

} // namespace cim
