// SPDX-License-Identifier: Apache-2.0
#include "models/estimate.h"

#include "models/dataflow.h"
#include "models/link_load.h"
#include "models/recurrence_state.h"
#include "models/timing.h"

#include <algorithm>
#include <stdexcept>

namespace cim {

namespace {

/// Images that are followed: the first gives the latency, the last two the interval.
constexpr int images = 6;

/// The stage recurrence: every event's cycle follows from earlier ones, so each op goes on as far
/// as what is known allows, in turn, until all is known.
class Recurrence {
  public:
    Recurrence(const nn::QuantizedNetwork &network, const Placement &placement,
               const ChipSpec &chip, const DeviceSpec &device)
        : network_(network), placement_(placement), chip_(chip), device_(device),
          flow_(plan_dataflow(network, placement, chip)), outputs_(network.ops.size() + 1),
          vector_free_(network.ops.size()), tiles_(placement.layers.size()) {
        if (!flow_.shortage.empty())
            throw std::runtime_error(flow_.shortage);
        for (const Receiver &receiver : flow_.receivers)
            rooms_.push_back({&receiver,
                              credit_cycles(chip, hops(tile_of(receiver.source), receiver.tile)),
                              {},
                              {}});
        for (int source = -1; source < ops(); ++source)
            for (const Delivery &delivery : flow_.from(source))
                outputs_[at(source + 1)].routes.emplace_back(chip.noc,
                                                             hops(tile_of(source), delivery.tile));
        for (std::size_t l = 0; l < tiles_.size(); ++l)
            place_tiles(static_cast<int>(l));
    }

    TimingEstimate run() {
        bool moved = true;
        while (moved) {
            moved = read_images();
            for (int op = 0; op < ops(); ++op) {
                const int layer = placement_.ops[at(op)].layer;
                if (layer >= 0)
                    for (TileFlow &tile : tiles_[at(layer)])
                        moved |= multiply(layer, tile);
                moved |= send(op);
                moved |= layer >= 0 ? combine(op, layer) : pool_or_add(op);
            }
            moved |= write_logits();
        }
        if (done_.size() != images)
            throw std::logic_error("the stage recurrence of network " + network_.name +
                                   " stands still");
        TimingEstimate estimate;
        estimate.latency_cycles = done_.front();
        estimate.interval_cycles = std::max(done_[images - 1] - done_[images - 2],
                                            busiest_link_flits(network_, placement_, chip_, flow_));
        for (const LayerPlacement &layer : placement_.layers) {
            const Cycle interval = mvm_timing(chip_, device_.read_ns, layer).interval;
            const Cycle windows = (layer.gemm.vectors + layer.duplication - 1) / layer.duplication;
            estimate.layer_busy.push_back(interval * windows);
        }
        return estimate;
    }

  private:
    int ops() const { return static_cast<int>(network_.ops.size()); }
    int tile_of(int source) const {
        return source < 0 ? global_buffer_tile : placement_.ops[at(source)].tile;
    }
    int hops(int tile_a, int tile_b) const {
        return placement_.mesh.hops(placement_.mesh.node_of_tile(tile_a),
                                    placement_.mesh.node_of_tile(tile_b));
    }
    /// The receiver of an op's input on a tile.
    Room &room(int op, int input, int tile) {
        for (int r : flow_.inputs[at(op)])
            if (rooms_[at(r)].spec->input == input && rooms_[at(r)].spec->tile == tile)
                return rooms_[at(r)];
        throw std::logic_error("an op has no receiver for its input");
    }

    void place_tiles(int l) {
        const LayerPlacement &layer = placement_.layers[at(l)];
        for (int tile : layer.tiles) {
            TileFlow flow;
            flow.tile = tile;
            flow.home = tile == layer.home;
            flow.room = &room(layer.op, 0, tile);
            for (int copy = 0; copy < layer.duplication; ++copy)
                flow.shares.push_back(tile_share(chip_, layer, tile, copy));
            flow.hops = hops(tile, layer.home);
            flow.route.emplace(chip_.noc, static_cast<int>(flow.hops));
            flow.copy_free.resize(at(layer.duplication));
            flow.register_free.resize(at(layer.duplication));
            tiles_[at(l)].push_back(flow);
        }
    }

    /// DMA: DRAM to global buffer, a burst at a time; then pixel by pixel towards the mesh.
    bool read_images() {
        Output &output = outputs_[0];
        bool moved = send(-1);
        const int pixels = network_.input.pixels(), bytes = network_.input.channels;
        const Cycle read = global_buffer_cycles(chip_, bytes);
        while (image_ < images) {
            const std::int64_t slots = image_slots(network_, chip_);
            if (image_ >= slots && at(image_ - slots) >= slot_free_.size())
                break;
            if (image_ >= slots)
                dma_ = std::max(dma_, slot_free_[at(image_ - slots)]);
            for (std::int64_t first = 0; first < network_.input.size(); first += dma_burst_bytes) {
                const std::int64_t size =
                    std::min<std::int64_t>(dma_burst_bytes, network_.input.size() - first);
                dma_ += dram_cycles(chip_, size) + chip_.cycles(chip_.dram.latency_ns);
                dma_ += global_buffer_cycles(chip_, size) + chip_.global_buffer.latency_cycles;
                const std::int64_t whole = image_ * pixels + (first + size) / bytes;
                buffered_.resize(at(whole), dma_);
            }
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

    /// Load, multiply, reduce and send partial sums on one tile.
    bool multiply(int l, TileFlow &tile) {
        const LayerPlacement &layer = placement_.layers[at(l)];
        const nn::QuantizedOp &op = network_.ops[at(layer.op)];
        const MvmTiming timing = mvm_timing(chip_, device_.read_ns, layer);
        const std::int64_t windows = op.out.pixels();
        bool moved = false;
        while (tile.window < images * windows) {
            const std::int64_t image = tile.window / windows;
            const int position = static_cast<int>(tile.window % windows);
            const std::int64_t first = image * op.in.pixels();
            const std::int64_t last = first + last_pixel(op, 0, position);
            const auto copy = at(layer.copy_of(position));
            const TileShare &share = tile.shares[copy];
            const auto order = static_cast<std::int64_t>(tile.reduced.size());
            const int slots = result_slots(layer);
            if (last >= tile.room->arrivals())
                break;
            if (!share.arrays.empty() && order >= slots && at(order - slots) >= tile.left.size())
                break;
            if (last >= first)
                tile.load_end = std::max(tile.load_end, tile.room->arrived[at(last)]);
            if (!share.arrays.empty()) {
                tile.load_end =
                    std::max(tile.load_end, tile.register_free[copy]) + local_loads(share);
                tile.start = std::max({tile.start, tile.load_end, tile.copy_free[copy],
                                       order >= slots ? tile.left[at(order - slots)] : 0});
                tile.register_free[copy] = tile.start;
                tile.copy_free[copy] = tile.start + timing.interval;
                tile.reduce_end =
                    std::max(tile.reduce_end, tile.start + timing.latency) + share.reduce_cycles;
                tile.reduced.push_back(tile.reduce_end);
                tile.window_of.push_back(tile.window);
            }
            tile.room->free_until(first + first_pixel(op, 0, position + 1), tile.load_end);
            ++tile.window;
            moved = true;
        }
        return (!tile.home && send_sums(layer, tile)) || moved;
    }

    Cycle local_loads(const TileShare &share) const {
        return (share.load_accesses + chip_.tile.buffer.ports - 1) / chip_.tile.buffer.ports;
    }

    bool send_sums(const LayerPlacement &layer, TileFlow &tile) {
        bool moved = false;
        while (tile.left.size() < tile.reduced.size()) {
            const auto order = static_cast<std::int64_t>(tile.left.size());
            const int slots = result_slots(layer);
            if (order >= slots && at(order - slots) >= tile.consumed.size())
                break;
            const std::int64_t windows = layer.gemm.vectors;
            const auto copy = at(layer.copy_of(tile.window_of[at(order)] % windows));
            const Cycle flits = packet_flits(chip_.noc, tile.shares[copy].sum_bytes());
            const Cycle start =
                std::max({tile.reduced[at(order)], tile.inject_end, tile.route->entry(),
                          order >= slots ? tile.consumed[at(order - slots)] +
                                               credit_cycles(chip_, static_cast<int>(tile.hops))
                                         : 0});
            tile.inject_end = start + flits;
            tile.left.push_back(start);
            tile.arrived.push_back(tile.route->pass(start, flits));
            moved = true;
        }
        return moved;
    }

    /// The vector unit's turn at the home tile: all partial sums and the residual are there.
    bool combine(int op_index, int l) {
        const nn::QuantizedOp &op = network_.ops[at(op_index)];
        const LayerPlacement &layer = placement_.layers[at(l)];
        Output &output = outputs_[at(op_index + 1)];
        Room *residual = op.inputs.size() > 1 ? &room(op_index, 1, layer.home) : nullptr;
        bool moved = false;
        while (static_cast<std::int64_t>(output.ready.size()) < images * layer.gemm.vectors) {
            const auto w = static_cast<std::int64_t>(output.ready.size());
            const auto copy = at(layer.copy_of(w % layer.gemm.vectors));
            if (!output.has_place(w) || (residual && w >= residual->arrivals()))
                break;
            Cycle start = std::max(output.place_from(w), vector_free_[at(op_index)]);
            if (residual)
                start = std::max(start, residual->arrived[at(w)]);
            std::int64_t received = 0;
            bool all = true;
            for (TileFlow &tile : tiles_[at(l)]) {
                if (tile.shares[copy].arrays.empty())
                    continue;
                const std::vector<Cycle> &parts = tile.home ? tile.reduced : tile.arrived;
                const std::size_t order = tile.home ? tile.left.size() : tile.consumed.size();
                all = all && order < parts.size();
                if (!all)
                    break;
                start = std::max(start, parts[order]);
                received += tile.home ? 0 : tile.shares[copy].outputs;
            }
            if (!all)
                break;
            for (TileFlow &tile : tiles_[at(l)])
                if (!tile.shares[copy].arrays.empty())
                    (tile.home ? tile.left : tile.consumed).push_back(start);
            if (residual)
                residual->free_until(w + 1, start);
            emit(op_index, start, received);
            moved = true;
        }
        return moved;
    }

    bool pool_or_add(int op_index) {
        const nn::QuantizedOp &op = network_.ops[at(op_index)];
        Output &output = outputs_[at(op_index + 1)];
        const std::int64_t windows = op.out.pixels();
        bool moved = false;
        while (static_cast<std::int64_t>(output.ready.size()) < images * windows) {
            const auto w = static_cast<std::int64_t>(output.ready.size());
            const int position = static_cast<int>(w % windows);
            if (!output.has_place(w))
                break;
            Cycle start = std::max(output.place_from(w), vector_free_[at(op_index)]);
            bool all = true;
            for (int r : flow_.inputs[at(op_index)]) {
                const Room &in = rooms_[at(r)];
                const int last = last_pixel(op, in.spec->input, position);
                const std::int64_t q = w / windows * in.spec->pixels + last;
                all = all && (last < 0 || q < in.arrivals());
                if (all && last >= 0)
                    start = std::max(start, in.arrived[at(q)]);
            }
            if (!all)
                break;
            for (int r : flow_.inputs[at(op_index)]) {
                Room &in = rooms_[at(r)];
                in.free_until(w / windows * in.spec->pixels +
                                  first_pixel(op, in.spec->input, position + 1),
                              start);
            }
            emit(op_index, start, 0);
            moved = true;
        }
        return moved;
    }

    void emit(int op_index, Cycle start, std::int64_t received) {
        const std::int64_t elements = vector_elements(network_.ops[at(op_index)], received);
        const int width = chip_.tile.vector.width;
        vector_free_[at(op_index)] = start + (elements + width - 1) / width;
        outputs_[at(op_index + 1)].ready.push_back(vector_free_[at(op_index)] +
                                                   chip_.tile.vector.latency_cycles);
        send(op_index);
    }

    /// Output queue to all tiles that need the pixel, one packet each.
    bool send(int source) {
        Output &output = outputs_[at(source + 1)];
        const std::vector<Delivery> &deliveries = flow_.from(source);
        bool moved = false;
        while (output.sent.size() < output.ready.size()) {
            const auto q = static_cast<std::int64_t>(output.sent.size());
            output.handed = std::max(output.handed, output.ready[at(q)]);
            for (; output.delivery < deliveries.size(); ++output.delivery, moved = true)
                if (!deliver(source, q, deliveries[output.delivery], output))
                    return moved;
            output.sent.push_back(output.handed);
            output.delivery = 0;
            moved = true;
        }
        return moved;
    }

    bool deliver(int source, std::int64_t q, const Delivery &delivery, Output &output) {
        Cycle start = output.handed;
        for (int r : delivery.receivers) {
            if (!rooms_[at(r)].has_room(q))
                return false;
            start = std::max(start, rooms_[at(r)].room_from(q));
        }
        const std::int64_t bytes = rooms_[at(delivery.receivers[0])].spec->pixel_bytes;
        Cycle arrival = 0;
        if (delivery.tile == tile_of(source)) {
            arrival = start + local_cycles(chip_, bytes);
        } else {
            const Cycle flits = packet_flits(chip_.noc, bytes);
            Route &route = output.routes[output.delivery];
            start = std::max({start, output.last_inject, route.entry()});
            output.last_inject = start + flits;
            arrival = route.pass(start, flits);
        }
        output.handed = start;
        for (int r : delivery.receivers)
            rooms_[at(r)].arrived.push_back(arrival);
        return true;
    }

    /// Logits into the global buffer, then by DMA to DRAM.
    bool write_logits() {
        Room &room = rooms_[at(flow_.inputs[at(ops())][0])];
        const int pixels = room.spec->pixels;
        bool moved = false;
        while (static_cast<std::int64_t>(done_.size() + 1) * pixels <= room.arrivals()) {
            const auto image = static_cast<std::int64_t>(done_.size());
            for (int p = 0; p < pixels; ++p) {
                const Cycle start = std::max(write_free_, room.arrived[at(image * pixels + p)]);
                write_free_ = start + global_buffer_cycles(chip_, room.spec->pixel_bytes);
            }
            Cycle time = write_free_ + chip_.global_buffer.latency_cycles;
            if (image > 0)
                time = std::max(time, done_.back());
            const std::int64_t bytes = logits_bytes(network_);
            for (std::int64_t first = 0; first < bytes; first += dma_burst_bytes) {
                const std::int64_t size = std::min<std::int64_t>(dma_burst_bytes, bytes - first);
                time += global_buffer_cycles(chip_, size) + chip_.global_buffer.latency_cycles;
                time += dram_cycles(chip_, size) + chip_.cycles(chip_.dram.latency_ns);
            }
            done_.push_back(time);
            room.free_until((image + 1) * pixels, time);
            moved = true;
        }
        return moved;
    }

    const nn::QuantizedNetwork &network_;
    const Placement &placement_;
    const ChipSpec &chip_;
    const DeviceSpec &device_;
    const Dataflow flow_;
    std::vector<Room> rooms_;                  ///< parallel to flow_.receivers
    std::vector<Output> outputs_;              ///< [op + 1]; [0]: the image
    std::vector<Cycle> vector_free_;           ///< by op
    std::vector<std::vector<TileFlow>> tiles_; ///< by layer
    std::int64_t image_ = 0;                   ///< next one to be read from DRAM
    Cycle dma_ = 0, read_free_ = 0, write_free_ = 0;
    std::vector<Cycle> buffered_, slot_free_; ///< by pixel, by image
    std::vector<Cycle> done_;                 ///< by image: its logits are in DRAM
};

} // namespace

TimingEstimate estimate_timing(const nn::QuantizedNetwork &network, const Placement &placement,
                               const ChipSpec &chip, const DeviceSpec &device) {
    return Recurrence(network, placement, chip, device).run();
}

} // namespace cim
