// SPDX-License-Identifier: Apache-2.0
#include "models/estimate.h"

#include "models/dataflow.h"
#include "models/timing.h"

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// The work of a matrix layer up to and including its vector unit, without its output pixels.
void count_matrix(const nn::QuantizedOp &op, const LayerPlacement &layer,
                  const Placement &placement, const ChipSpec &chip, LayerCounts &counts) {
    counts.windows = op.out.pixels();
    const std::int64_t digits = ceil_div(layer.input_bits, chip.tile.pe.dac_bits);
    for (int copy = 0; copy < layer.duplication; ++copy) {
        const std::int64_t windows = windows_of_copy(layer, copy);
        std::int64_t received = 0;
        for (int tile : layer.tiles) {
            const TileShare share = tile_share(chip, layer, tile, copy);
            for (int i : share.arrays) {
                const Block &block = layer.blocks[at(layer.arrays[at(i)].block)];
                const std::int64_t reads = windows * digits * layer.row_groups(block);
                counts.mvms += windows;
                counts.reads += reads;
                counts.conversions += reads * block.cols * layer.conversions_per_output();
            }
            counts.buffer_reads += windows * share.load_accesses;
            if (tile == layer.home || share.arrays.empty())
                continue;
            const std::int64_t flits = windows * packet_flits(chip.noc, share.sum_bytes());
            const std::int64_t accesses = windows * buffer_accesses(chip, share.sum_bytes());
            counts.flits += flits;
            counts.flit_hops +=
                flits * placement.mesh.hops(placement.mesh.node_of_tile(tile),
                                            placement.mesh.node_of_tile(layer.home));
            counts.buffer_writes += accesses; // at home
            counts.buffer_reads += accesses;
            received += share.outputs;
        }
        counts.vector_ops += windows * vector_elements(op, received);
    }
    if (op.inputs.size() > 1)
        counts.buffer_reads += op.out.pixels() * buffer_accesses(chip, op.out.channels);
}

/// The work of a pooling or an addition, without its output pixels.
void count_elementwise(const nn::QuantizedOp &op, const ChipSpec &chip, LayerCounts &counts) {
    counts.vector_ops += op.out.pixels() * vector_elements(op, 0);
    counts.buffer_reads += op.out.pixels() * window_accesses(chip, op);
}

} // namespace

NetworkCounts count_work(const nn::QuantizedNetwork &network, const Placement &placement,
                         const ChipSpec &chip) {
    NetworkCounts counts;
    counts.layers.resize(placement.layers.size());
    const auto layer_of_tile = [&](int tile) -> LayerCounts & {
        return counts.layers[at(placement.tile_layer[at(tile)])];
    };

    // (1) What ops do.
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const OpPlacement &place = placement.ops[i];
        LayerCounts &layer = layer_of_tile(place.tile);
        if (place.layer >= 0)
            count_matrix(network.ops[i], placement.layers[at(place.layer)], placement, chip, layer);
        else
            count_elementwise(network.ops[i], chip, layer);
        const std::int64_t accesses = buffer_accesses(chip, output_bytes(network.ops[i]));
        layer.buffer_writes += network.ops[i].out.pixels() * accesses; // output queue
        layer.buffer_reads += network.ops[i].out.pixels() * accesses;
    }

    // (2) What their pixels cost on the way.
    const Dataflow flow = plan_dataflow(network, placement, chip);
    for (int source = -1; source < static_cast<int>(network.ops.size()); ++source) {
        const int from = source < 0 ? global_buffer_tile : placement.ops[at(source)].tile;
        for (const Delivery &delivery : flow.from(source)) {
            const Receiver &first = flow.receivers[at(delivery.receivers[0])];
            if (delivery.tile != global_buffer_tile)
                layer_of_tile(delivery.tile).buffer_writes +=
                    std::int64_t{first.pixels} * buffer_accesses(chip, first.pixel_bytes) *
                    static_cast<std::int64_t>(delivery.receivers.size());
            if (delivery.tile == from)
                continue;
            const std::int64_t flits = first.pixels * packet_flits(chip.noc, first.pixel_bytes);
            const std::int64_t hops = placement.mesh.hops(
                placement.mesh.node_of_tile(from), placement.mesh.node_of_tile(delivery.tile));
            (source < 0 ? counts.input_flits : layer_of_tile(from).flits) += flits;
            (source < 0 ? counts.input_flit_hops : layer_of_tile(from).flit_hops) += flits * hops;
        }
    }

    // (3) What enters and leaves the chip.
    const std::int64_t bytes = network.input.size() + logits_bytes(network);
    counts.global_buffer_bytes = 2 * bytes; // written and read
    counts.dram_bytes = bytes;
    return counts;
}

} // namespace cim
