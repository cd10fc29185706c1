// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

namespace cim {

/// A router of the chip at its technology: energy of a flit, area and leakage. It has the ports of
/// its topology, of which each has a buffer for each virtual channel. An arbiter of a bus is what
/// the figures are given for, whatever joins the bus.
struct RouterFigures {
    /// Into an input buffer and out of it, through the switch, routing and selection: Noxim's table
    /// (4c8e72d6, power.yaml), interpolated in depth and width and carried on in proportion beyond
    /// it, or the given figure in its ratios. A port's buffers are one memory; wires of the switch
    /// are as long as it has ports, requests for an output as many as ports x channels.
    double flit_pj = 0;
    /// Buffers grow with ports x channels x depth x bits, the switch with (ports x bits)^2, its
    /// allocator with (ports x channels)^2 (Orion: Wang et al., MICRO 2002), each from its share of
    /// a router of chip.cost.router.ports, 4 flits and 32 bits.
    double area_um2 = 0, leakage_mw = 0;
};
RouterFigures router_figures(const ChipSpec &chip);

} // namespace cim
