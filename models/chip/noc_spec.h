// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/delay.h"

#include <algorithm>
#include <cstdint>

namespace cim {

/// The network between tiles, whatever its topology: `chip.noc.*`.
struct NocSpec {
    int flit_bits = 32;
    int columns = 0, rows = 0;
    int concentration = 1;
    int router_cycles = 3;
    double router_ns = 0;
    int link_cycles = 1;
    double link_ns = 0;
    int interface_cycles = 0;
    double interface_ns = 0;
    int buffer_packets = 4;
    int buffer_flits = 0;
    int virtual_channels = 0;
    bool multicast = false;
    bool reduction = false;

    /// Buffers of an input: one, or one a virtual channel.
    int channels() const { return std::max(1, virtual_channels); }
    /// Places of a buffer, packets or flits.
    int places() const { return buffer_flits > 0 ? buffer_flits : buffer_packets; }
    /// Places that a packet takes at most. One that is longer than the buffer takes all of it.
    std::int64_t places(std::int64_t flits) const {
        return buffer_flits > 0 ? std::min<std::int64_t>(flits, buffer_flits) : 1;
    }
};

template <class Visit> void fields(NocSpec &noc, Visit &&visit) {
    visit("flit_bits", noc.flit_bits, "bit", 8, 4096, "width of a link", "ISAAC, PUMA: 32");
    visit(
        "columns", noc.columns, "1", 0, 1000,
        "nodes side by side on a mesh, torus or bus, the global buffer's among them; 0: as many as "
        "rows needs, or a nearly square grid",
        "choice");
    visit("rows", noc.rows, "1", 0, 1000, "rows of nodes likewise; 0: as many as columns needs",
          "choice");
    visit("concentration", noc.concentration, "1", 1, 16,
          "nodes of a mesh or torus that share a router, in a block as square as can be",
          "Balfour and Dally 2006: 4");
    visit("router_cycles", noc.router_cycles, "cycle", 1, 1000,
          "from a router's input to its output", "common 3-stage router");
    visit("router_ns", noc.router_ns, "ns", 0, 1000, beside_cycles, "none");
    visit("link_cycles", noc.link_cycles, "cycle", 1, 1000,
          "along a wire of the length of a tile's side", "assumption");
    visit("link_ns", noc.link_ns, "ns", 0, 1000, beside_cycles, "none");
    visit("interface_cycles", noc.interface_cycles, "cycle", 0, 1000,
          "of a packet in the network interfaces of its sender and its receiver, together",
          "none; BookSim 2: 3");
    visit("interface_ns", noc.interface_ns, "ns", 0, 1000, beside_cycles, "none");
    visit("buffer_packets", noc.buffer_packets, "1", 1, 1024,
          "packets that an input port of a router can hold, each virtual channel of it",
          "assumption");
    visit("buffer_flits", noc.buffer_flits, "1", 0, 1000000,
          "flits that it can hold instead, however many packets they are; 0: buffer_packets",
          "choice");
    visit("virtual_channels", noc.virtual_channels, "1", 0, 64,
          "of an input port: packets that share a link flit by flit, each in a buffer of its own; "
          "0: none, a packet holds a link for all its flits",
          "Dally 1992; BookSim 2: 1 or more");
    visit("multicast", noc.multicast,
          "a pixel that several tiles need is one packet, which routers copy where ways part",
          "choice");
    visit(
        "reduction", noc.reduction,
        "a tile adds the partial sums of farther tiles of its layer to its own and sends them on; "
        "else all go to the layer's home tile, as they do on a bus, where no tile is nearer",
        "ISAAC, PUMA: sums are added where they meet");
}

} // namespace cim
