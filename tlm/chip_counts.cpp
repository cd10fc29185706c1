// SPDX-License-Identifier: Apache-2.0
#include "models/cost.h"
#include "tlm/chip.h"

namespace cim {

namespace {

LayerCounts &operator+=(LayerCounts &sum, const Tile &tile) {
    sum.flits += tile.traffic.flits;
    sum.flit_hops += tile.traffic.flit_hops;
    sum.flit_spans += tile.traffic.flit_spans;
    sum.vector_ops += tile.vector.elements;
    sum.buffer_reads += tile.ports.reads;
    sum.buffer_writes += tile.ports.writes;
    if (tile.matrix) {
        sum.mvms += tile.matrix->counts.mvms;
        sum.reads += tile.matrix->counts.reads;
        sum.conversions += tile.matrix->counts.conversions;
    }
    return sum;
}

} // namespace

ChipCounts Chip::counts() const {
    const std::size_t layers = context_.placement.layers.size();
    ChipCounts sum;
    sum.work.layers.resize(layers);
    sum.reads.resize(layers);
    for (const auto &tile : tiles_) {
        if (!tile || !tile->matrix)
            continue;
        const auto layer = static_cast<std::size_t>(tile->matrix->setup().index);
        sum.work.layers[layer] += *tile;
        sum.reads[layer] += tile->matrix->counts;
    }
    for (std::size_t l = 0; l < layers; ++l)
        sum.work.layers[l].windows =
            context_.placement.layers[l].gemm.vectors * host_interface.images_out;
    sum.work.input_flits = global_buffer.traffic.flits;
    sum.work.input_flit_hops = global_buffer.traffic.flit_hops;
    sum.work.input_flit_spans = global_buffer.traffic.flit_spans;
    sum.work.global_buffer_bytes = global_buffer.bytes;
    sum.work.dram_bytes = host_interface.memory_bytes();
    return sum;
}

ChipTotals Chip::totals(Cycle end) const {
    ChipTotals sum;
    for (const LayerPlacement &layer : context_.placement.layers) {
        const UnitTime time = tile(layer.home).matrix->activity.time(end);
        sum.busy += time.busy;
        sum.starved += time.starved;
        sum.blocked += time.blocked;
    }
    const ChipCounts all = counts();
    for (std::size_t l = 0; l < context_.placement.layers.size(); ++l)
        sum.dynamic_pj +=
            total(layer_energy_pj(context_.spec, context_.device, context_.placement.layers[l],
                                  all.work.layers[l], all.reads[l]));
    sum.dynamic_pj += total(shared_energy_pj(context_.spec, context_.device, all.work));
    sum.leakage_mw = total(leakage_mw(context_.spec, context_.device, context_.placement));
    return sum;
}

} // namespace cim
