// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/tile/tile.h"

namespace cim {

/// All that the units of one chip share and that must outlive them.
struct ChipState {
    /// `matmul` null: payloads have a length but no data. Network, placement, specs and matmul must
    /// outlive it, too.
    ChipState(const nn::QuantizedNetwork &network, const Placement &placement, const ChipSpec &chip,
              const DeviceSpec &device, const CrossbarMatMul *matmul, Dataflow plan)
        : flow(std::move(plan)),
          clock(sc_core::sc_gen_unique_name("clock"), chip), context{network, placement, chip,
                                                                     device,  matmul,    flow,
                                                                     clock,   pool,      stream,
                                                                     nullptr, nullptr} {
        packets.nodes = placement.interconnect.nodes();
    }
    ChipState(const ChipState &) = delete;
    ChipState &operator=(const ChipState &) = delete;

    const Dataflow flow;
    Clock clock;
    PacketPool pool;
    ImageStream stream;
    Timeline timeline;
    PacketTrace packets;
    ChipContext context;
};

} // namespace cim
