// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/mapping/placement.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace cim {

/// When a processing element's matrix-vector product is done and when the next may start, in
/// cycles.
///
/// front = drive + read + hold, the read being read_ns and chip.tile.pe.read_cycles; back =
/// conversion + shift-add + register + (columns a converter - 1) x max(conversion, shift-add +
/// register); steps = input digits x row groups. Where adding is a stage of its own, back = columns
/// x conversion and add = columns x (shift-add + register); else add = 0. Without sample-and-hold
/// there is no read stage: front = drive, and each conversion begins with the read. Pipelined:
/// latency = front + back + add + (steps - 1) x the longest of them and interval = steps x the
/// longest; else both are steps x (front + back + add).
///
/// A digital processing element has stages in place of all that: back = stages of a SRAM macro's
/// adders, registers + 1, each as many cycles as its gates take; of a matrix unit rows + columns -
/// 1 of a cycle. Pipelined, a step begins each stage; else when the one before has left the last.
struct MvmTiming {
    std::int64_t front = 0, back = 0, add = 0;
    std::int64_t steps = 0;
    std::int64_t latency = 0;
    std::int64_t interval = 0;
};

/// Timing of one array of the layer, which is read in read_ns (read_stage_ns()).
MvmTiming mvm_timing(const ChipSpec &chip, double read_ns, const LayerPlacement &layer);

/// Flits of a packet of `bytes`: one head flit, then the payload.
std::int64_t packet_flits(const NocSpec &noc, std::int64_t bytes);

/// Cycles from injection of the head to ejection of the tail, with nobody in the way:
/// (hops + 1) router_cycles + length x link_cycles + flits - 1 + interface_cycles. In a mesh length
/// = hops.
std::int64_t packet_cycles(const NocSpec &noc, int hops, int length, std::int64_t flits);

/// The same from one node to another one, also over links between chips: flits follow each other at
/// the pace of the slowest wire.
std::int64_t packet_cycles(const NocSpec &noc, const Interconnect &interconnect,
                           std::pair<int, int> nodes, std::int64_t flits);

/// Cycles that an output of a router rests behind a packet's last flit: on a shared wire until the
/// farthest node has heard it, else rest_cycles().
std::int64_t output_rest(const NocSpec &noc, const Interconnect &interconnect, int router);

/// Cycles that a link rests between two packets: one, where there is a single virtual channel,
/// which is given to the second when the first has given it up. Several fill each other's gaps.
std::int64_t rest_cycles(const NocSpec &noc);

} // namespace cim
