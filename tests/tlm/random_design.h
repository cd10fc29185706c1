// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/tlm/bench.h"

namespace cim {

inline ChipSpec small_chip() {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 32;
    chip.tile.processing_elements = 3;
    chip.tile.adc.columns = 4;
    chip.tile.buffer.kbytes = 16;
    return chip;
}

/// A network on a chip, both drawn.
inline Bench random_design(int seed, int images = 3) {
    nn::RandomIntegers draw(11, static_cast<std::uint32_t>(seed));
    ChipSpec chip = small_chip();
    chip.tile.array.rows = chip.tile.array.columns = 16 << draw(0, 2);
    chip.tile.array.cell_bits = draw(1, 4);
    chip.tile.array.active_rows = draw(0, 1) * 8;
    chip.tile.array.encoding = static_cast<Encoding>(draw(0, 2));
    chip.tile.adc.columns = draw(1, 8);
    chip.tile.adc.bits = draw(4, 9);
    chip.tile.pe.dac_bits = draw(1, 3);
    chip.tile.pe.pipelined = draw(0, 1) == 1;
    chip.tile.processing_elements = draw(1, 6);
    chip.tile.vector.width = draw(1, 16);
    chip.tile.vector.latency_cycles = draw(0, 5);
    chip.tile.buffer.kbytes = draw(24, 64);
    chip.tile.buffer.width_bits = 8 << draw(0, 5);
    chip.tile.buffer.ports = draw(1, 2);
    chip.noc.flit_bits = 8 << draw(0, 3);
    chip.noc.router_cycles = draw(1, 4);
    chip.noc.link_cycles = draw(1, 3);
    chip.noc.buffer_packets = draw(1, 4);
    chip.global_buffer.kbytes = draw(1, 3);
    chip.global_buffer.bytes_per_cycle = draw(1, 32);
    chip.clock_ghz = 0.25 * draw(1, 8);
    chip.tile.buffer.banks = draw(1, 2);
    chip.interconnect = static_cast<Topology>(draw(0, 2));
    chip.noc.multicast = draw(0, 1) == 1;
    MappingSpec mapping;
    for (int layer = 0; layer < 4; ++layer)
        mapping.duplication.push_back(draw(1, 4));
    mapping.balance_tiles = draw(0, 1) * 20;
    mapping.order = static_cast<TileOrder>(draw(0, 2));
    mapping.schedule = static_cast<Schedule>(draw(0, 1));
    chip.noc.reduction = draw(0, 1) == 1;
    const int side = draw(6, 9), channels = draw(1, 8);
    const nn::QuantizedNetwork network =
        nn::random_network({draw(1, 3), side, side},
                           {nn::conv(channels, 3, 1, 1),
                            draw(0, 1) ? nn::residual_conv(channels, 3, 0) : nn::depthwise(3, 1, 1),
                            draw(0, 1) ? nn::max_pool(2, draw(1, 2)) : nn::add(0),
                            nn::conv(draw(1, 12), draw(1, 3), draw(1, 2)), nn::linear(draw(2, 12))},
                           static_cast<std::uint64_t>(seed), {draw(2, 8), draw(1, 8)});
    chip.tile.pe.input_coding = static_cast<InputCoding>(draw(0, 2));
    const bool currents = chip.tile.array.encoding == Encoding::DifferentialCurrent ||
                          chip.tile.pe.input_coding == InputCoding::Widths;
    chip.tile.pe.sensing = static_cast<Sensing>(currents ? 0 : draw(0, 1));
    chip.tile.pe.read_supply = static_cast<ReadSupply>(draw(0, 2));
    chip.tile.pe.drive_ns = chip.noc.router_ns = chip.tile.vector.latency_ns = 0.5 * draw(0, 3);
    return Bench(network, chip, mapping, {}, images);
}

} // namespace cim
