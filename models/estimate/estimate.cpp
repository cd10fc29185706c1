// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/estimate.h"

#include "models/mapping/packet_flow.h"
#include "models/mapping/pixel_steps.h"
#include "models/mapping/timing.h"

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// The work of a matrix layer up to and including its vector unit, without its output pixels.
void count_matrix(const nn::QuantizedOp &op, const LayerPlacement &layer,
                  const ChipSpec &whole_chip, LayerCounts &counts) {
    const ChipSpec &chip = layer.on(whole_chip);
    counts.windows = op.out.pixels();
    const std::int64_t digits = ceil_div(layer.input_bits, chip.tile.pe.dac_bits);
    for (int copy = 0; copy < layer.duplication; ++copy) {
        const std::int64_t windows = windows_of_copy(layer, copy);
        const std::vector<TileShare> shares = tile_shares(chip, layer, copy);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            for (int array : shares[i].arrays) {
                const Block &block = layer.blocks[at(layer.arrays[at(array)].block)];
                const std::int64_t reads = windows * digits * layer.row_groups(block);
                counts.mvms += windows;
                counts.reads += reads;
                counts.conversions += reads * block.cols * layer.conversions_per_output();
            }
            counts.buffer_reads += windows * shares[i].load_accesses;
            if (layer.tiles[i] == layer.home || !shares[i].takes_part())
                continue;
            const std::int64_t accesses = windows * buffer_accesses(chip, shares[i].sum_bytes());
            counts.buffer_writes += accesses; // where they are added
            counts.buffer_reads += accesses;
        }
        const std::int64_t received = shares[at(layer.home - layer.tiles.front())].received;
        counts.vector_ops += windows * vector_work(chip.tile.vector, op, received).elements;
    }
    if (op.inputs.size() > 1)
        counts.buffer_reads +=
            op.out.pixels() *
            buffer_accesses(chip, std::int64_t{op.input_bytes(1)} * op.out.channels);
}

/// The work of an op that is no matrix product, without its output pixels.
void count_elementwise(const PixelSteps &steps, const ChipSpec &chip, LayerCounts &counts) {
    for (int step = 0; step < steps.count(); ++step) {
        counts.vector_ops += steps.work(chip, step).elements;
        counts.buffer_reads += steps.reads(chip, step);
        counts.buffer_writes += steps.writes(chip, step);
    }
}

} // namespace

NetworkCounts count_work(const Design &design) {
    const nn::QuantizedNetwork &network = design.network;
    const Placement &placement = design.placement;
    const ChipSpec &chip = design.chip;
    const Dataflow &flow = design.flow;
    NetworkCounts counts;
    counts.layers.resize(placement.layers.size());
    const auto layer_of_tile = [&](int tile) -> LayerCounts & {
        return counts.layers[at(placement.tile_layer[at(tile)])];
    };

    // (1) What ops do.
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const OpPlacement &place = placement.ops[i];
        LayerCounts &layer = layer_of_tile(place.tile);
        const ChipSpec &own = placement.on_tile(place.tile, chip);
        if (place.layer >= 0)
            count_matrix(network.ops[i], placement.layers[at(place.layer)], chip, layer);
        else
            count_elementwise({network, flow, static_cast<int>(i)}, own, layer);
        const std::int64_t accesses = buffer_accesses(own, output_bytes(network.ops[i]));
        layer.buffer_writes += network.ops[i].out.pixels() * accesses; // output queue
        layer.buffer_reads += network.ops[i].out.pixels() * accesses;
    }

    // (2) What their pixels cost in the buffers, and what crosses the interconnect.
    for (const Receiver &receiver : flow.receivers)
        if (receiver.tile != global_buffer_tile)
            layer_of_tile(receiver.tile).buffer_writes +=
                std::int64_t{receiver.pixels} *
                buffer_accesses(placement.on_tile(receiver.tile, chip), receiver.pixel_bytes);
    for (const PacketFlow &packets : packet_flows(network, placement, chip, flow)) {
        std::vector<int> to;
        for (int tile : packets.to)
            to.push_back(placement.interconnect.node_of_tile(tile));
        const RouteTree tree(placement.interconnect,
                             placement.interconnect.node_of_tile(packets.from), to);
        const bool input = packets.from == global_buffer_tile;
        const std::int64_t flits = packets.packets * packets.flits;
        (input ? counts.input_flits : layer_of_tile(packets.from).flits) += flits;
        (input ? counts.input_flit_hops : layer_of_tile(packets.from).flit_hops) +=
            flits * tree.hops();
        (input ? counts.input_flit_spans : layer_of_tile(packets.from).flit_spans) +=
            flits * tree.span();
        (input ? counts.input_link_flits : layer_of_tile(packets.from).link_flits) +=
            flits * tree.links();
    }

    // (3) What enters and leaves the chip.
    const std::int64_t bytes = network.image_bytes() + logits_bytes(network);
    counts.global_buffer_bytes = 2 * bytes; // written and read
    counts.dram_bytes = bytes;
    if (chip.dram.row_bytes > 0)
        counts.dram_rows = ceil_div(network.image_bytes(), chip.dram.row_bytes) +
                           ceil_div(logits_bytes(network), chip.dram.row_bytes);
    return counts;
}

} // namespace cim
