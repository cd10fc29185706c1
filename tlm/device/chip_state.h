// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/design.h"
#include "tlm/tile/tile.h"

namespace cim {

/// All that the units of one chip share and that must outlive them.
struct ChipState {
    /// `matmul` null: payloads have a length but no data. Design and matmul must outlive it, too.
    ChipState(const Design &design, const CrossbarMatMul *matmul)
        : clock(sc_core::sc_gen_unique_name("clock"), design.chip),
          context{design.network, design.placement, design.chip, design.device,
                  matmul,         design.flow,      clock,       pool,
                  stream,         nullptr,          nullptr} {
        packets.nodes = design.placement.interconnect.nodes();
    }
    ChipState(const ChipState &) = delete;
    ChipState &operator=(const ChipState &) = delete;

    Clock clock;
    PacketPool pool;
    ImageStream stream;
    Timeline timeline;
    PacketTrace packets;
    ChipContext context;
};

} // namespace cim
