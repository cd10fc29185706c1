// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/timing.h"

#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"

#include <algorithm>

namespace cim {

namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// Input digits x row groups.
std::int64_t steps_of(const PeSpec &pe, const LayerPlacement &layer) {
    int rows = 0;
    for (const Block &block : layer.blocks)
        rows = std::max(rows, block.rows);
    return ceil_div(layer.input_bits, pe.dac_bits) * ceil_div(rows, layer.array.driven_rows());
}

/// Of a macro: stages of one part of the adders' way each. Of a matrix unit: a vector is in the
/// last column's last row once all rows and columns have passed it on.
MvmTiming digital_timing(const ChipSpec &chip, const LayerPlacement &layer) {
    const PeSpec &pe = chip.tile.pe;
    std::int64_t stages = layer.array.driven_rows() + layer.array.columns - 1, stage = 1;
    if (chip.tile.compute == Compute::SramMacro) {
        const AdderTree tree(layer.array.driven_rows(), layer.weight_bits,
                             std::min(8, layer.input_bits), pe.dac_bits, chip.tile.digital.adders);
        stages = chip.tile.digital.registers + 1;
        stage = std::max(1, chip.cycles(stage_ns(chip, tree)));
    }
    MvmTiming timing;
    timing.back = stages * stage;
    timing.steps = steps_of(pe, layer);
    if (pe.pipelined) {
        timing.latency = timing.back + (timing.steps - 1) * stage;
        timing.interval = timing.steps * stage;
    } else {
        timing.latency = timing.interval = timing.steps * timing.back;
    }
    return timing;
}

} // namespace

MvmTiming mvm_timing(const ChipSpec &whole_chip, double read_ns, const LayerPlacement &layer) {
    const ChipSpec &chip = layer.on(whole_chip);
    if (is_digital(chip))
        return digital_timing(chip, layer);
    const PeSpec &pe = chip.tile.pe;
    const std::int64_t convert =
        pe.sample_hold ? conversion_cycles(chip, layer.adc)
                       : pe.read_cycles + chip.cycles(unheld_ns(chip, layer.adc, read_ns));
    const std::int64_t store = pe.shift_add_cycles + pe.register_cycles;
    const std::int64_t columns = codes_in_turn(layer.array, layer.adc.columns);

    MvmTiming timing;
    timing.front = pe.drive_cycles;
    if (pe.sample_hold)
        timing.front += pe.read_cycles + chip.cycles(read_ns) + pe.hold_cycles;
    if (pe.add_stage) {
        timing.back = columns * convert;
        timing.add = columns * store;
    } else {
        timing.back = convert + store + (columns - 1) * std::max(convert, store);
    }
    timing.steps = steps_of(pe, layer);
    const std::int64_t all = timing.front + timing.back + timing.add;
    const std::int64_t longest = std::max({timing.front, timing.back, timing.add});
    if (pe.pipelined) {
        timing.latency = all + (timing.steps - 1) * longest;
        timing.interval = timing.steps * longest;
    } else {
        timing.latency = timing.interval = timing.steps * all;
    }
    return timing;
}

std::int64_t packet_flits(const NocSpec &noc, std::int64_t bytes) {
    return 1 + ceil_div(bytes * 8, noc.flit_bits);
}

std::int64_t packet_cycles(const NocSpec &noc, int hops, int length, std::int64_t flits) {
    return std::int64_t{hops + 1} * noc.router_cycles + std::int64_t{length} * noc.link_cycles +
           flits - 1 + noc.interface_cycles;
}

std::int64_t packet_cycles(const NocSpec &noc, const Interconnect &interconnect,
                           std::pair<int, int> nodes, std::int64_t flits) {
    const auto [from, to] = nodes;
    std::int64_t pace = 1, serial = 0;
    for (WireEnd end = interconnect.door(from); end.router >= 0;
         end = interconnect.end(end.router, interconnect.towards(end.router, to))) {
        pace = std::max<std::int64_t>(pace, end.pace);
        serial += end.pace - 1; // a flit is there when all of it is
    }
    return packet_cycles(noc, interconnect.hops(from, to), interconnect.length(from, to), flits) +
           interconnect.delay(from, to) + serial + (flits - 1) * (pace - 1);
}

std::int64_t output_rest(const NocSpec &noc, const Interconnect &interconnect, int router) {
    return interconnect.shared(router) ? wire_cycles(noc, interconnect.end(router, 0))
                                       : rest_cycles(noc);
}

std::int64_t rest_cycles(const NocSpec &noc) { return noc.virtual_channels == 1 ? 1 : 0; }

} // namespace cim
