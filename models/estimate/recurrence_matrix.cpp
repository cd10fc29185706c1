// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/layer_timing.h"
#include "models/estimate/recurrence.h"

#include <algorithm>

namespace cim {

/// The ways by which a tile gets the sums that it adds to its own.
std::vector<SumLink *> Recurrence::links_to(int l, const TileShare &share, std::size_t copy) {
    std::vector<SumLink *> links;
    for (int source : share.sources) {
        TileFlow &tile = tiles_[at(l)][at(source - placement_.layers[at(l)].tiles.front())];
        links.push_back(&tile.links[tile.link_of[copy]]);
    }
    return links;
}

/// Load, multiply, reduce and send partial sums on one tile.
bool Recurrence::multiply(int l, TileFlow &tile) {
    const LayerPlacement &layer = placement_.layers[at(l)];
    const nn::QuantizedOp &op = network_.ops[at(layer.op)];
    const MvmTiming &timing = timing_[at(l)];
    const std::int64_t windows = op.out.pixels();
    bool moved = false;
    while (tile.window < images * windows) {
        const std::int64_t image = tile.window / windows;
        const int position = static_cast<int>(tile.window % windows);
        const std::int64_t first = image * op.in.pixels();
        const std::int64_t last = first + flow_.last_pixel(op, 0, position);
        const auto copy = at(layer.copy_of(position));
        const TileShare &share = *tile.shares[copy];
        const auto order = static_cast<std::int64_t>(tile.reduced.size());
        const std::int64_t slots = product_slots(chip_, layer, timing);
        if (last >= tile.buffer->arrivals())
            break;
        if (share.takes_part() && order >= slots && at(order - slots) >= tile.left.size())
            break;
        std::vector<SumLink *> received;
        if (!tile.home && share.takes_part())
            received = links_to(l, share, copy);
        if (!std::all_of(received.begin(), received.end(),
                         [](const SumLink *link) { return link->has_next(); }))
            break;
        if (last >= first)
            tile.load_end = std::max(tile.load_end, tile.buffer->arrived[at(last)]);
        if (share.takes_part()) {
            tile.load_end = std::max(tile.load_end, tile.register_free[copy]) +
                            port_cycles(layer.on(chip_), share.load_accesses);
            tile.start = std::max({tile.start, tile.load_end, tile.copy_free[copy],
                                   order >= slots ? tile.left[at(order - slots)] : 0});
            tile.register_free[copy] = tile.start;
            tile.copy_free[copy] = tile.start + timing.interval;
            Cycle reduce = std::max(tile.reduce_end, tile.start + timing.latency);
            for (const SumLink *link : received)
                reduce = std::max(reduce, link->arrived[link->next()]);
            for (SumLink *link : received)
                link->consumed.push_back(reduce);
            tile.reduce_end = reduce + share.reduce_cycles;
            tile.reduced.push_back(tile.reduce_end);
            tile.window_of.push_back(tile.window);
        }
        tile.buffer->free_until(first + first_pixel(op, 0, position + 1), tile.load_end);
        ++tile.window;
        moved = true;
    }
    return (!tile.home && send_sums(layer, tile)) || moved;
}

bool Recurrence::send_sums(const LayerPlacement &layer, TileFlow &tile) {
    bool moved = false;
    while (tile.left.size() < tile.reduced.size()) {
        const std::size_t order = tile.left.size();
        const auto copy = at(layer.copy_of(tile.window_of[order] % layer.gemm.vectors));
        SumLink &link = tile.links[tile.link_of[copy]];
        const auto sent = static_cast<std::int64_t>(link.arrived.size());
        const int slots = result_slots(layer);
        if (sent >= slots && at(sent - slots) >= link.consumed.size())
            break;
        const Cycle flits = packet_flits(chip_.noc, tile.shares[copy]->sum_bytes());
        const Cycle start =
            std::max({tile.reduced[order], tile.inject_end, tile.packets->entry(flits),
                      sent >= slots ? link.consumed[at(sent - slots)] + link.credit : 0});
        tile.inject_end = start + flits;
        tile.left.push_back(start);
        link.arrived.push_back(tile.packets->pass(link.way, start, flits).front());
        moved = true;
    }
    return moved;
}

/// The vector unit's turn at the home tile: all partial sums and the residual are there.
bool Recurrence::combine(int op_index, int l) {
    const nn::QuantizedOp &op = network_.ops[at(op_index)];
    const LayerPlacement &layer = placement_.layers[at(l)];
    Output &output = outputs_[at(op_index + 1)];
    InputBuffer *residual = op.inputs.size() > 1 ? &buffer(op_index, 1, layer.home) : nullptr;
    bool moved = false;
    while (static_cast<std::int64_t>(output.ready.size()) < images * layer.gemm.vectors) {
        const auto w = static_cast<std::int64_t>(output.ready.size());
        const auto copy = at(layer.copy_of(w % layer.gemm.vectors));
        const std::int64_t needed =
            w - w % layer.gemm.vectors +
            flow_.last_pixel(op, 1, static_cast<int>(w % layer.gemm.vectors));
        if (!output.has_place(w) || (residual && needed >= residual->arrivals()))
            break;
        Cycle start = std::max(output.place_from(w), vector_free_[at(op_index)]);
        if (residual)
            start = std::max(start, residual->arrived[at(needed)]);
        TileFlow &home = tiles_[at(l)][at(layer.home - layer.tiles.front())];
        const TileShare &share = *home.shares[copy];
        const std::vector<SumLink *> received = links_to(l, share, copy);
        if (!std::all_of(received.begin(), received.end(),
                         [](const SumLink *link) { return link->has_next(); }) ||
            (share.takes_part() && home.left.size() == home.reduced.size()))
            break;
        for (const SumLink *link : received)
            start = std::max(start, link->arrived[link->next()]);
        if (share.takes_part())
            start = std::max(start, home.reduced[home.left.size()]);
        for (SumLink *link : received)
            link->consumed.push_back(start);
        if (share.takes_part())
            home.left.push_back(start);
        if (residual)
            residual->free_until(w + 1, start);
        emit(op_index, start,
             vector_work(layer.on(chip_).tile.vector, network_.ops[at(op_index)], share.received));
        moved = true;
    }
    return moved;
}

} // namespace cim
