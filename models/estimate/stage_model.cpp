// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/stage_model.h"

#include "models/estimate/layer_timing.h"
#include "models/estimate/link_load.h"
#include "models/estimate/memory_flow.h"
#include "models/estimate/packet_stream.h"
#include "models/mapping/pixel_steps.h"

#include <algorithm>

namespace cim {

namespace {

using Cycle = std::int64_t;

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// How one copy of a layer's weights takes its windows, along the tile that is ready last.
struct CopyPath {
    std::size_t first_tile = 0; ///< that takes part; copies there take turns
    Cycle arrive = 0;           ///< of a pixel, from its source's queue
    Cycle load = 0;             ///< of a window from the buffer: the longest
    Cycle reduce = 0;           ///< on a tile's bus: the longest
    Cycle spacing = 0;          ///< of partial sums on their way: the longest
    Cycle to_combine = 0;       ///< from the arrays' results to the sums at the home tile
    Cycle home = 0;             ///< of the home tile's own product, if it has a part in it
    bool alone = true;          ///< no other tile has a part
    VectorWork vector{};        ///< there
};

/// Where a tile, or the copies there, are with their windows.
struct TileTime {
    Cycle loaded = 0, start = 0, reduced = 0, sent = 0;
};

class StageModel {
  public:
    explicit StageModel(const Design &design);

    TimingEstimate run();

  private:
    int node_of(int tile) const { return design_.placement.interconnect.node_of_tile(tile); }
    int tile_of(int source) const {
        return source < 0 ? global_buffer_tile : design_.placement.ops[at(source)].tile;
    }
    /// How long the pixels of a source are under way, and how closely they follow each other.
    void time_packets(int source);
    int receiver(int op, int input, int tile) const;
    /// When the pixel is at the receiver; 0: none is needed.
    Cycle arrival(int receiver, std::int64_t pixel) const;
    void load(Cycle cycles) { busiest_ = std::max(busiest_, cycles); }

    void read_image();
    void hand_over(int source, Cycle ready);
    /// By tile of a layer: cycles of its input's pixels from their queue.
    std::vector<Cycle> arrivals_of(const LayerPlacement &layer) const;
    CopyPath path_of(int layer, int copy, const std::vector<Cycle> &arrivals) const;
    /// Cycles of a tile's partial sums to their target; the path learns how closely they follow.
    Cycle sums_at_target(const TileShare &share, int tile, CopyPath &path) const;
    void load_layer(int layer);
    void multiply(int layer);
    void pool_or_add(int op);
    Cycle write_logits();

    const Design &design_;
    std::vector<Cycle> arrive_;              ///< by receiver: cycles from the queue
    std::vector<Cycle> spacing_;             ///< by source: between pixels that leave its queue
    std::vector<std::vector<Cycle>> handed_; ///< by source: when each pixel left its queue
    MemoryFlow memory_;
    Cycle busiest_ = 0; ///< cycles an image takes of the busiest resource
};

StageModel::StageModel(const Design &design)
    : design_(design), arrive_(design.flow.receivers.size()),
      spacing_(design.network.ops.size() + 1), handed_(design.network.ops.size() + 1),
      memory_(design) {
    for (int source = -1; source < static_cast<int>(design_.network.ops.size()); ++source)
        time_packets(source);
}

void StageModel::time_packets(int source) {
    const std::vector<Delivery> &deliveries = design_.flow.from(source);
    const std::vector<Receiver> &receivers = design_.flow.receivers;
    PacketStream packets(design_.chip.noc, design_.placement.interconnect,
                         node_of(tile_of(source)));
    std::vector<int> ways;
    for (const Delivery &delivery : deliveries) {
        std::vector<int> nodes;
        for (const Stop &stop : delivery.stops)
            nodes.push_back(node_of(stop.tile));
        const bool here = delivery.stops.front().tile == tile_of(source);
        ways.push_back(here ? -1 : packets.add_way(nodes));
    }
    constexpr int first = 16, then = 16; // the inputs on the way are full by then
    Cycle handed = 0, last_inject = 0, before = 0;
    for (int pixel = 0; pixel < first + then; ++pixel) {
        if (pixel == first)
            before = handed;
        for (std::size_t d = 0; d < deliveries.size(); ++d) {
            const std::vector<Stop> &stops = deliveries[d].stops;
            const std::int64_t bytes = receivers[at(stops[0].receivers[0])].pixel_bytes;
            const ChipSpec &own = ways[d] >= 0
                                      ? design_.chip
                                      : design_.placement.on_tile(stops[0].tile, design_.chip);
            const std::vector<Cycle> *arrivals = nullptr;
            if (ways[d] >= 0) {
                const Cycle flits = packet_flits(design_.chip.noc, bytes);
                handed = std::max({handed, last_inject, packets.entry(flits)});
                last_inject = handed + flits;
                arrivals = &packets.pass(ways[d], handed, flits);
            }
            for (std::size_t s = 0; pixel == 0 && s < stops.size(); ++s)
                for (int r : stops[s].receivers)
                    arrive_[at(r)] = arrivals ? (*arrivals)[s] : handed + local_cycles(own, bytes);
        }
    }
    spacing_[at(source + 1)] = (handed - before) / then;
}

int StageModel::receiver(int op, int input, int tile) const {
    const std::vector<int> &inputs = design_.flow.inputs[at(op)];
    return *std::find_if(inputs.begin(), inputs.end(), [&](int r) {
        const Receiver &receiver = design_.flow.receivers[at(r)];
        return receiver.input == input && receiver.tile == tile;
    });
}

Cycle StageModel::arrival(int receiver, std::int64_t pixel) const {
    if (pixel < 0)
        return 0;
    const int source = design_.flow.receivers[at(receiver)].source;
    return handed_[at(source + 1)][at(pixel)] + arrive_[at(receiver)];
}

void StageModel::hand_over(int source, Cycle ready) {
    std::vector<Cycle> &handed = handed_[at(source + 1)];
    const Cycle next = handed.empty() ? 0 : handed.back() + spacing_[at(source + 1)];
    handed.push_back(std::max(ready, next));
}

void StageModel::read_image() {
    const ChipSpec &chip = design_.chip;
    std::vector<Cycle> buffered;
    const Cycle first = memory_.read(0, 0, buffered);
    const Cycle read = global_buffer_cycles(chip, design_.network.pixel_bytes());
    Cycle free = 0;
    for (const Cycle there : buffered) {
        free = std::max(there, free) + read;
        hand_over(-1, free + chip.global_buffer.latency_cycles);
    }
    load(memory_.read(1, first, buffered) - first);
    load(read * design_.network.input.pixels());
    load(spacing_[0] * design_.network.input.pixels());
}

Cycle StageModel::sums_at_target(const TileShare &share, int tile, CopyPath &path) const {
    PacketStream packets(design_.chip.noc, design_.placement.interconnect, node_of(tile));
    const int way = packets.add_way({node_of(share.target)});
    const Cycle flits = packet_flits(design_.chip.noc, share.sum_bytes());
    const Cycle there = packets.pass(way, 0, flits).front();
    path.spacing = std::max({path.spacing, flits, packets.entry(flits)});
    return there;
}

std::vector<Cycle> StageModel::arrivals_of(const LayerPlacement &layer) const {
    std::vector<Cycle> arrivals(layer.tiles.size());
    for (const int r : design_.flow.inputs[at(layer.op)]) {
        const Receiver &receiver = design_.flow.receivers[at(r)];
        if (receiver.input == 0)
            arrivals[at(receiver.tile - layer.tiles.front())] = arrive_[at(r)];
    }
    return arrivals;
}

CopyPath StageModel::path_of(int l, int copy, const std::vector<Cycle> &arrivals) const {
    const LayerPlacement &layer = design_.placement.layers[at(l)];
    const std::vector<TileShare> &shares = design_.flow.shares[at(l)][at(copy)];
    const Cycle product = layer_timing(design_.chip, design_.device, layer).latency;
    const std::size_t home = at(layer.home - layer.tiles.front());
    CopyPath path;
    path.first_tile = home;
    std::vector<Cycle> sums(shares.size()); // when each tile's are at their target
    const auto ready = [&](std::size_t i) { // when all are there that the tile adds
        const TileShare &share = shares[i];
        Cycle time = 0;
        for (int source : share.sources)
            time = std::max(time, sums[at(source - layer.tiles.front())]);
        if (!share.takes_part())
            return time;
        const Cycle load = port_cycles(layer.on(design_.chip), share.load_accesses);
        path.first_tile = std::min(path.first_tile, i);
        path.arrive = std::max(path.arrive, arrivals[i]);
        path.load = std::max(path.load, load);
        path.reduce = std::max(path.reduce, share.reduce_cycles);
        return std::max(time, arrivals[i] + load + product + share.reduce_cycles);
    };
    for (std::size_t i = shares.size(); i-- > 0;) // they go to tiles with lower numbers ...
        if (i != home && shares[i].takes_part()) {
            path.alone = false;
            sums[i] = ready(i);
            sums[i] += sums_at_target(shares[i], layer.tiles[i], path);
        }
    const Cycle last = ready(home); // ... or to the home tile
    if (shares[home].takes_part())
        path.home = product + shares[home].reduce_cycles;
    path.to_combine = std::max<Cycle>(0, last - path.arrive - path.load - product);
    path.vector = vector_work(layer.on(design_.chip).tile.vector, design_.network.ops[at(layer.op)],
                              shares[home].received);
    return path;
}

/// What an image takes of the layer's resources.
void StageModel::load_layer(int l) {
    const LayerPlacement &layer = design_.placement.layers[at(l)];
    const ChipSpec &chip = layer.on(design_.chip);
    const MvmTiming timing = layer_timing(design_.chip, design_.device, layer);
    std::vector<Cycle> loads(layer.tiles.size()), reduces(layer.tiles.size());
    Cycle vector = 0;
    for (int copy = 0; copy < layer.duplication; ++copy) {
        const std::vector<TileShare> &shares = design_.flow.shares[at(l)][at(copy)];
        const std::int64_t windows = windows_of_copy(layer, copy);
        load(windows * timing.interval);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            if (!shares[i].takes_part())
                continue;
            loads[i] += windows * port_cycles(chip, shares[i].load_accesses);
            reduces[i] += windows * shares[i].reduce_cycles;
        }
        const TileShare &home = shares[at(layer.home - layer.tiles.front())];
        vector +=
            windows *
            vector_work(chip.tile.vector, design_.network.ops[at(layer.op)], home.received).cycles;
    }
    load(vector);
    for (std::size_t i = 0; i < loads.size(); ++i) {
        load(loads[i]);
        load(reduces[i]);
    }
}

void StageModel::multiply(int l) {
    const LayerPlacement &layer = design_.placement.layers[at(l)];
    const nn::QuantizedOp &op = design_.network.ops[at(layer.op)];
    const MvmTiming timing = layer_timing(design_.chip, design_.device, layer);
    const std::vector<Cycle> arrivals = arrivals_of(layer);
    std::vector<CopyPath> paths;
    for (int copy = 0; copy < layer.duplication; ++copy)
        paths.push_back(path_of(l, copy, arrivals));
    const int main = receiver(layer.op, 0, layer.home);
    const int source = design_.flow.receivers[at(main)].source;
    const int residual = op.inputs.size() > 1 ? receiver(layer.op, 1, layer.home) : -1;
    std::vector<Cycle> copy_free(paths.size()), register_free(paths.size());
    std::vector<Cycle> left, combined; // by window: from the tile that is last, at the home tile
    std::vector<TileTime> tiles(layer.tiles.size());
    Cycle vector_free = 0;
    const std::int64_t slots = product_slots(design_.chip, layer, timing);
    for (std::int64_t w = 0; w < layer.gemm.vectors; ++w) {
        const auto copy = at(layer.copy_of(w));
        const CopyPath &path = paths[copy];
        TileTime &tile = tiles[path.first_tile];
        const int last = design_.flow.last_pixel(op, 0, static_cast<int>(w));
        if (last >= 0)
            tile.loaded = std::max(tile.loaded, handed_[at(source + 1)][at(last)] + path.arrive);
        tile.loaded = std::max(tile.loaded, register_free[copy]) + path.load;
        tile.start = std::max(
            {tile.start, tile.loaded, copy_free[copy], w < slots ? 0 : left[at(w - slots)]});
        register_free[copy] = tile.start;
        copy_free[copy] = tile.start + timing.interval;
        tile.reduced = std::max(tile.start + timing.latency, tile.reduced + path.reduce);
        tile.sent = std::max(tile.reduced, tile.sent + path.spacing);
        Cycle combine = std::max(tile.sent + path.to_combine, vector_free);
        if (w >= slots) // the home tile's own result waits there
            combine = std::max(combine, combined[at(w - slots)] + path.home);
        if (residual >= 0)
            combine = std::max(
                combine, arrival(residual, design_.flow.last_pixel(op, 1, static_cast<int>(w))));
        combined.push_back(combine);
        left.push_back(path.alone ? combine : tile.sent);
        vector_free = combine + path.vector.cycles;
        hand_over(layer.op, vector_free + path.vector.latency);
    }
    load_layer(l);
}

void StageModel::pool_or_add(int op) {
    const PixelSteps steps(design_.network, design_.flow, op);
    const int tile = design_.placement.ops[at(op)].tile;
    const ChipSpec &own = design_.placement.on_tile(tile, design_.chip);
    Cycle free = 0, all = 0;
    for (int step = 0; step < steps.count(); ++step) {
        for (int r : design_.flow.inputs[at(op)])
            free = std::max(
                free, arrival(r, steps.last_pixel(design_.flow.receivers[at(r)].input, step)));
        const VectorWork work = steps.work(own, step);
        free += work.cycles;
        all += work.cycles;
        if (steps.completes(step))
            hand_over(op, free + work.latency);
    }
    load(all);
}

Cycle StageModel::write_logits() {
    const ChipSpec &chip = design_.chip;
    const int op = static_cast<int>(design_.network.ops.size());
    const int r = design_.flow.inputs[at(op)][0];
    const Receiver &logits = design_.flow.receivers[at(r)];
    const Cycle write = global_buffer_cycles(chip, logits.pixel_bytes);
    Cycle free = 0;
    for (int pixel = 0; pixel < logits.pixels; ++pixel)
        free = std::max(free, arrival(r, pixel)) + write;
    load(write * logits.pixels);
    const Cycle done = memory_.write(0, free + chip.global_buffer.latency_cycles);
    load(memory_.write(1, done) - done);
    return done;
}

TimingEstimate StageModel::run() {
    const Placement &placement = design_.placement;
    TimingEstimate estimate;
    read_image();
    for (std::size_t op = 0; op < placement.ops.size(); ++op) {
        if (placement.ops[op].layer >= 0)
            multiply(placement.ops[op].layer);
        else
            pool_or_add(static_cast<int>(op));
        load(spacing_[op + 1] * design_.network.ops[op].out.pixels());
    }
    estimate.latency_cycles = write_logits();
    load(busiest_link_cycles(design_.network, placement, design_.chip, design_.flow));
    estimate.interval_cycles = busiest_;
    for (const LayerPlacement &layer : placement.layers) {
        const Cycle windows = (layer.gemm.vectors + layer.duplication - 1) / layer.duplication;
        estimate.layer_busy.push_back(windows *
                                      layer_timing(design_.chip, design_.device, layer).interval);
    }
    return estimate;
}

} // namespace

TimingEstimate estimate_stages(const Design &design) { return StageModel(design).run(); }

} // namespace cim
