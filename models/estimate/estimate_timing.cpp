// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/layer_timing.h"
#include "models/estimate/link_load.h"
#include "models/estimate/recurrence.h"

#include <algorithm>
#include <stdexcept>

namespace cim {

namespace {

/// By source of pixels (the image first) and for the host at the end: itself, whose pixels it takes
/// and who takes its own. What an op does can let only these go on.
std::vector<std::vector<int>> neighbours_of(const Dataflow &flow, int ops) {
    std::vector<std::vector<int>> neighbours(at(ops + 2));
    for (int op = -1; op <= ops; ++op)
        neighbours[at(op + 1)].push_back(op);
    const auto join = [&](int a, int b) {
        std::vector<int> &known = neighbours[at(a + 1)];
        if (std::find(known.begin(), known.end(), b) == known.end())
            known.push_back(b);
    };
    for (int op = 0; op <= ops; ++op)
        for (int r : flow.inputs[at(op)]) {
            join(op, flow.receivers[at(r)].source);
            join(flow.receivers[at(r)].source, op);
        }
    return neighbours;
}

} // namespace

Recurrence::Recurrence(const Design &design)
    : network_(design.network), placement_(design.placement), chip_(design.chip),
      device_(design.device), flow_(design.flow), outputs_(network_.ops.size() + 1),
      vector_free_(network_.ops.size()), steps_(network_.ops.size()),
      tiles_(placement_.layers.size()), memory_(design) {
    for (const Receiver &receiver : flow_.receivers)
        buffers_.push_back({&receiver, credit(tile_of(receiver.source), receiver.tile), {}, {}});
    for (int source = -1; source < ops(); ++source)
        place_output(source);
    for (std::size_t l = 0; l < tiles_.size(); ++l) {
        timing_.push_back(layer_timing(chip_, device_, placement_.layers[l]));
        place_tiles(static_cast<int>(l));
    }
}

void Recurrence::place_output(int source) {
    Output &output = outputs_[at(source + 1)];
    output.packets.emplace(chip_.noc, placement_.interconnect, node_of(tile_of(source)));
    for (const Delivery &delivery : flow_.from(source)) {
        std::vector<int> nodes;
        for (const Stop &stop : delivery.stops)
            nodes.push_back(node_of(stop.tile));
        const bool here = delivery.stops.front().tile == tile_of(source);
        output.ways.push_back(here ? -1 : output.packets->add_way(nodes));
    }
}

/// What op `op` can do by now; whether that was anything.
bool Recurrence::advance(int op) {
    const int layer = placement_.ops[at(op)].layer;
    bool moved = false;
    if (layer >= 0)
        for (TileFlow &tile : tiles_[at(layer)])
            moved |= multiply(layer, tile);
    moved |= send(op);
    moved |= layer >= 0 ? combine(op, layer) : pool_or_add(op);
    return moved;
}

TimingEstimate Recurrence::run() {
    const std::vector<std::vector<int>> neighbours = neighbours_of(flow_, ops());
    std::vector<bool> due(neighbours.size(), true);
    const auto wake = [&](int op) {
        for (int neighbour : neighbours[at(op + 1)])
            due[at(neighbour + 1)] = true;
        return true;
    };
    for (bool moved = true; moved;) {
        moved = read_images() && wake(-1);
        for (int op = 0; op < ops(); ++op) {
            if (!due[at(op + 1)])
                continue;
            due[at(op + 1)] = false;
            moved |= advance(op) && wake(op);
        }
        moved |= write_logits() && wake(ops());
    }
    if (done_.size() != images)
        throw std::logic_error("the stage recurrence of network " + network_.name +
                               " stands still");
    TimingEstimate estimate;
    estimate.latency_cycles = done_.front();
    estimate.interval_cycles = std::max(done_[images - 1] - done_[images - 2],
                                        busiest_link_cycles(network_, placement_, chip_, flow_));
    for (std::size_t l = 0; l < timing_.size(); ++l) {
        const LayerPlacement &layer = placement_.layers[l];
        const Cycle windows = (layer.gemm.vectors + layer.duplication - 1) / layer.duplication;
        estimate.layer_busy.push_back(timing_[l].interval * windows);
    }
    return estimate;
}

InputBuffer &Recurrence::buffer(int op, int input, int tile) {
    for (int r : flow_.inputs[at(op)])
        if (buffers_[at(r)].spec->input == input && buffers_[at(r)].spec->tile == tile)
            return buffers_[at(r)];
    throw std::logic_error("an op has no receiver for its input");
}

void Recurrence::place_tiles(int l) {
    const LayerPlacement &layer = placement_.layers[at(l)];
    for (int tile : layer.tiles) {
        TileFlow flow;
        flow.tile = tile;
        flow.home = tile == layer.home;
        flow.buffer = &buffer(layer.op, 0, tile);
        flow.packets.emplace(chip_.noc, placement_.interconnect, node_of(tile));
        for (const std::vector<TileShare> &shares : flow_.shares[at(l)]) {
            const TileShare &share = shares[at(tile - layer.tiles.front())];
            flow.shares.push_back(&share);
            const auto link =
                std::find_if(flow.links.begin(), flow.links.end(),
                             [&](const SumLink &k) { return k.target == share.target; });
            flow.link_of.push_back(static_cast<std::size_t>(link - flow.links.begin()));
            if (link == flow.links.end() && !flow.home)
                flow.links.push_back({share.target, credit(tile, share.target),
                                      flow.packets->add_way({node_of(share.target)})});
        }
        flow.copy_free.resize(at(layer.duplication));
        flow.register_free.resize(at(layer.duplication));
        tiles_[at(l)].push_back(flow);
    }
}

/// DMA: DRAM to global buffer, a burst at a time; then pixel by pixel towards the mesh.
bool Recurrence::read_images() {
    Output &output = outputs_[0];
    bool moved = send(-1);
    const int pixels = network_.input.pixels(), bytes = network_.pixel_bytes();
    const Cycle read = global_buffer_cycles(chip_, bytes);
    while (image_ < images) {
        const std::int64_t slots = image_slots(network_, chip_);
        if (image_ >= slots && at(image_ - slots) >= slot_free_.size())
            break;
        if (image_ >= slots)
            dma_ = std::max(dma_, slot_free_[at(image_ - slots)]);
        dma_ = memory_.read(image_, dma_, buffered_);
        ++image_;
        moved = true;
    }
    while (output.ready.size() < buffered_.size()) {
        const auto q = static_cast<std::int64_t>(output.ready.size());
        if (!output.has_place(q))
            break;
        const Cycle start = std::max({buffered_[at(q)], read_free_, output.place_from(q)});
        read_free_ = start + read;
        output.ready.push_back(read_free_ + chip_.global_buffer.latency_cycles);
        if ((q + 1) % pixels == 0)
            slot_free_.push_back(start);
        send(-1);
        moved = true;
    }
    return moved;
}

/// Logits into the global buffer, then by DMA to DRAM.
bool Recurrence::write_logits() {
    InputBuffer &buffer = buffers_[at(flow_.inputs[at(ops())][0])];
    const int pixels = buffer.spec->pixels;
    bool moved = false;
    while (static_cast<std::int64_t>(done_.size() + 1) * pixels <= buffer.arrivals()) {
        const auto image = static_cast<std::int64_t>(done_.size());
        for (int p = 0; p < pixels; ++p) {
            const Cycle start = std::max(write_free_, buffer.arrived[at(image * pixels + p)]);
            write_free_ = start + global_buffer_cycles(chip_, buffer.spec->pixel_bytes);
        }
        Cycle time = write_free_ + chip_.global_buffer.latency_cycles;
        if (image > 0)
            time = std::max(time, done_.back());
        time = memory_.write(image, time);
        done_.push_back(time);
        buffer.free_until((image + 1) * pixels, time);
        moved = true;
    }
    return moved;
}

TimingEstimate estimate_timing(const Design &design) { return Recurrence(design).run(); }

} // namespace cim
