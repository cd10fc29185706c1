// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/dataflow.h"

#include "models/chip/dram_timing.h"
#include "models/mapping/timing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace cim {

namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Whether the op slides a window over this input; else it takes pixel for pixel.
bool windowed(const nn::QuantizedOp &op, int input) {
    return op.kind->needs(op, at(input)) == nn::Needs::Window;
}

/// Whether the input is one pixel that all output pixels need.
bool for_all_pixels(const nn::QuantizedOp &op, int input) {
    return op.kind->needs(op, at(input)) == nn::Needs::OnlyPixel;
}

/// Whether every output pixel waits for all of the input's pixels.
bool waits(const nn::QuantizedOp &op, int input) {
    return nn::waits_for_all(op.kind->needs(op, at(input)));
}

/// Pixels of such an input.
int all_pixels(const nn::QuantizedOp &op, int input) {
    return op.kind->input_shape(op, at(input)).pixels();
}

const nn::Shape &map_of(const nn::QuantizedNetwork &network, int source) {
    return source < 0 ? network.input : network.ops[at(source)].out;
}

/// Whether each output pixel of the op waits for all of some input.
bool waits(const nn::QuantizedOp &op) {
    for (int input = 0; input < static_cast<int>(op.inputs.size()); ++input)
        if (waits(op, input))
            return true;
    return false;
}

/// For every op (index + 1; 0 is the image) and output pixel: the last pixel of the image that it
/// needs. Where an op waits for a whole map, what it puts out then goes on counting as if its
/// pixels came behind those of the image: what follows it has them one after another, too.
std::vector<std::vector<int>> image_pixels_needed(const nn::QuantizedNetwork &network,
                                                  const Dataflow &flow) {
    std::vector<std::vector<int>> needed(network.ops.size() + 1);
    for (int p = 0; p < network.input.pixels(); ++p)
        needed[0].push_back(p);
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const nn::QuantizedOp &op = network.ops[i];
        int last = -1;
        for (int p = 0; p < op.out.pixels(); ++p) {
            for (int input = 0; input < static_cast<int>(op.inputs.size()); ++input) {
                const int pixel = flow.last_pixel(op, input, p);
                last = std::max(last, needed[at(op.inputs[at(input)] + 1)][at(pixel)]);
            }
            if (waits(op) && p > 0)
                last = std::max(last, needed[i + 1].front() + p);
            needed[i + 1].push_back(last);
        }
    }
    return needed;
}

/// Pixels that may wait in this receiver before its op must be able to start the next window:
/// all that the source can make of the part of the image that this window needs.
int least_capacity(const nn::QuantizedNetwork &network, const Receiver &receiver,
                   const std::vector<std::vector<int>> &needed) {
    if (receiver.op == static_cast<int>(network.ops.size()))
        return 2 * receiver.pixels;
    const nn::QuantizedOp &op = network.ops[at(receiver.op)];
    const std::vector<int> &source = needed[at(receiver.source + 1)];
    std::int64_t capacity = 1;
    for (int p = 0; p < op.out.pixels(); ++p) {
        const auto end =
            std::upper_bound(source.begin(), source.end(), needed[at(receiver.op + 1)][at(p)]);
        capacity = std::max<std::int64_t>(capacity, end - source.begin() -
                                                        first_pixel(op, receiver.input, p));
    }
    return static_cast<int>(capacity);
}

/// Bytes of the tiles' buffers that hold results: output queues and partial sums of other tiles.
std::map<int, std::int64_t> result_bytes(const nn::QuantizedNetwork &network,
                                         const Placement &placement, const Dataflow &flow) {
    std::map<int, std::int64_t> bytes;
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const nn::QuantizedOp &op = network.ops[i];
        bytes[placement.ops[i].tile] += output_pixels * output_bytes(op);
    }
    for (std::size_t l = 0; l < placement.layers.size(); ++l) {
        const LayerPlacement &layer = placement.layers[l];
        std::map<std::pair<int, int>, std::int64_t> largest; // by sender and receiver
        for (const std::vector<TileShare> &shares : flow.shares[l])
            for (std::size_t i = 0; i < shares.size(); ++i)
                if (layer.tiles[i] != layer.home) {
                    std::int64_t &sum = largest[{layer.tiles[i], shares[i].target}];
                    sum = std::max(sum, shares[i].sum_bytes());
                }
        for (const auto &[way, sum] : largest)
            bytes[way.second] += result_slots(layer) * sum;
    }
    return bytes;
}

/// Of the receiver there is its source, op, input and tile.
void add_receiver(Dataflow &flow, const nn::QuantizedNetwork &network, Receiver receiver) {
    const int source = receiver.source, tile = receiver.tile;
    receiver.pixels = map_of(network, source).pixels();
    receiver.pixel_bytes = static_cast<int>(source < 0 ? network.pixel_bytes()
                                                       : output_bytes(network.ops[at(source)]));
    const int index = static_cast<int>(flow.receivers.size());
    flow.receivers.push_back(receiver);
    flow.inputs[at(receiver.op)].push_back(index);

    std::vector<Delivery> &deliveries = flow.deliveries[at(source + 1)];
    auto place = std::lower_bound(deliveries.begin(), deliveries.end(), tile,
                                  [](const Delivery &d, int t) { return d.stops[0].tile < t; });
    if (place == deliveries.end() || place->stops[0].tile != tile)
        place = deliveries.insert(place, Delivery{{Stop{tile, {}}}});
    place->stops[0].receivers.push_back(index);
}

/// Makes the pooling that takes these pixels a running one; returns the bytes of the tile's buffer
/// that this saves. It waits for no other input, so that one pixel is room enough.
std::int64_t keep_running(const nn::QuantizedNetwork &network, Receiver &receiver, Dataflow &flow) {
    const std::int64_t map = std::int64_t{receiver.capacity} * receiver.pixel_bytes;
    const std::int64_t kept = running_bytes(network.ops[at(receiver.op)]) + receiver.pixel_bytes;
    if (kept >= map)
        return 0;
    flow.running[at(receiver.op)] = true;
    receiver.capacity = 1;
    return map - kept;
}

/// One delivery to all tiles but the source's own, which comes first.
void join_deliveries(std::vector<Delivery> &deliveries, int source_tile) {
    std::vector<Delivery> joined;
    Delivery others;
    for (Delivery &delivery : deliveries)
        if (delivery.stops[0].tile == source_tile)
            joined.push_back(std::move(delivery));
        else
            others.stops.push_back(std::move(delivery.stops[0]));
    if (!others.stops.empty())
        joined.push_back(std::move(others));
    deliveries = std::move(joined);
}

} // namespace

const Stop &Delivery::at(int tile) const {
    return *std::lower_bound(stops.begin(), stops.end(), tile,
                             [](const Stop &stop, int t) { return stop.tile < t; });
}

int Dataflow::last_pixel(const nn::QuantizedOp &op, int input, int window) const {
    if (for_all_pixels(op, input))
        return 0;
    if (waits(op, input))
        return all_pixels(op, input) - 1;
    if (schedule == Schedule::Layers)
        return (windowed(op, input) ? op.in.pixels() : op.out.pixels()) - 1;
    if (!windowed(op, input))
        return window;
    const int oy = window / op.out.width, ox = window % op.out.width;
    const int reach_y = (op.kernel_height - 1) * op.dilation_height;
    const int reach_x = (op.kernel_width - 1) * op.dilation_width;
    const int y = std::clamp(oy * op.stride_height - op.padding_top + reach_y, 0, op.in.height - 1);
    const int x = std::clamp(ox * op.stride_width - op.padding_left + reach_x, 0, op.in.width - 1);
    return y * op.in.width + x;
}

int first_pixel(const nn::QuantizedOp &op, int input, int window) {
    if (for_all_pixels(op, input))
        return window == op.out.pixels() ? 1 : 0;
    if (waits(op, input))
        return window == op.out.pixels() ? all_pixels(op, input) : 0;
    if (window == op.out.pixels())
        return windowed(op, input) ? op.in.pixels() : op.out.pixels();
    if (!windowed(op, input))
        return window;
    const int oy = window / op.out.width, ox = window % op.out.width;
    const int y = std::clamp(oy * op.stride_height - op.padding_top, 0, op.in.height - 1);
    const int x = std::clamp(ox * op.stride_width - op.padding_left, 0, op.in.width - 1);
    const int here = y * op.in.width + x;
    if (oy + 1 == op.out.height)
        return here;
    const int next_y =
        std::clamp((oy + 1) * op.stride_height - op.padding_top, 0, op.in.height - 1);
    return std::min(here, next_y * op.in.width);
}

std::int64_t windows_of_copy(const LayerPlacement &layer, int copy) {
    // positions copy, copy + duplication, ...
    return ceil_div(std::max<std::int64_t>(0, layer.gemm.vectors - copy), layer.duplication);
}

std::int64_t local_cycles(const ChipSpec &chip, std::int64_t bytes) {
    return port_cycles(chip, buffer_accesses(chip, bytes));
}

std::int64_t port_cycles(const ChipSpec &chip, std::int64_t accesses) {
    const BufferSpec &buffer = chip.tile.buffer;
    return ceil_div(accesses, std::int64_t{buffer.ports} * buffer.banks) *
           std::max(1, buffer.access_cycles);
}

std::int64_t credit_cycles(const ChipSpec &chip, const Interconnect &interconnect, int from,
                           int to) {
    return 1 + std::int64_t{interconnect.length(from, to)} * chip.noc.link_cycles +
           interconnect.delay(from, to);
}

std::int64_t global_buffer_cycles(const ChipSpec &chip, std::int64_t bytes) {
    return static_cast<std::int64_t>(
        std::ceil(static_cast<double>(bytes) / chip.global_buffer.bytes_per_cycle));
}

std::int64_t dram_cycles(const ChipSpec &chip, std::int64_t bytes) {
    const int burst = dram_timing(chip.dram).burst_bytes;
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(ceil_div(bytes, burst) * burst) *
                                               chip.clock_ghz / chip.dram.gbytes_per_s));
}

int result_slots(const LayerPlacement &layer) { return 2 * layer.duplication; }

std::int64_t logits_bytes(const nn::QuantizedNetwork &network) {
    return network.ops.back().out.pixels() * output_bytes(network.ops.back());
}

std::int64_t image_slots(const nn::QuantizedNetwork &network, const ChipSpec &chip) {
    const std::int64_t room =
        std::int64_t{chip.global_buffer.kbytes} * 1024 - 2 * logits_bytes(network);
    return std::max<std::int64_t>(0, room / network.image_bytes());
}

Dataflow pixel_flow(const nn::QuantizedNetwork &network, const Placement &placement,
                    const ChipSpec &chip) {
    const int ops = static_cast<int>(network.ops.size());
    Dataflow flow;
    flow.schedule = placement.schedule;
    flow.deliveries.resize(at(ops + 1));
    flow.inputs.resize(at(ops + 1));
    flow.running.resize(at(ops));
    for (const LayerPlacement &layer : placement.layers) {
        flow.shares.emplace_back();
        for (int copy = 0; copy < layer.duplication; ++copy)
            flow.shares.back().push_back(tile_shares(chip, layer, copy));
    }
    for (int i = 0; i < ops; ++i) {
        const nn::QuantizedOp &op = network.ops[at(i)];
        const OpPlacement &place = placement.ops[at(i)];
        for (int input = 0; input < static_cast<int>(op.inputs.size()); ++input) {
            if (op.is_matrix() && input == 0)
                for (int tile : placement.layers[at(place.layer)].tiles)
                    add_receiver(flow, network, {op.inputs[0], i, 0, tile});
            else
                add_receiver(flow, network, {op.inputs[at(input)], i, input, place.tile});
        }
    }
    add_receiver(flow, network, {ops - 1, ops, 0, global_buffer_tile});

    if (chip.noc.multicast)
        for (int source = -1; source < ops; ++source)
            join_deliveries(flow.deliveries[at(source + 1)],
                            source < 0 ? global_buffer_tile : placement.ops[at(source)].tile);
    return flow;
}

common::Expected<Dataflow> plan_dataflow(const nn::QuantizedNetwork &network,
                                         const Placement &placement, const ChipSpec &chip) {
    if (image_slots(network, chip) < 1)
        return common::Unexpected("an image of " + std::to_string(network.image_bytes()) +
                                  " bytes does not fit into chip.global_buffer.kbytes = " +
                                  std::to_string(chip.global_buffer.kbytes));
    Dataflow flow = pixel_flow(network, placement, chip);
    const auto needed = image_pixels_needed(network, flow);
    std::map<int, std::int64_t> least = result_bytes(network, placement, flow);
    std::map<int, std::int64_t> ample = least;
    for (std::size_t r = 0; r < flow.receivers.size(); ++r) {
        Receiver &receiver = flow.receivers[r];
        // the tiles of a layer need the same
        const Receiver *before = r > 0 ? &flow.receivers[r - 1] : nullptr;
        const bool same = before && before->op == receiver.op && before->input == receiver.input;
        receiver.capacity = same ? before->capacity : least_capacity(network, receiver, needed);
        const std::int64_t row = map_of(network, receiver.source).width;
        least[receiver.tile] += std::int64_t{receiver.capacity} * receiver.pixel_bytes;
        ample[receiver.tile] += (receiver.capacity + row) * receiver.pixel_bytes;
    }
    const auto room = [&](int tile) {
        return std::int64_t{placement.on_tile(tile, chip).tile.buffer.kbytes} * 1024;
    };
    for (Receiver &receiver : flow.receivers)
        if (receiver.tile != global_buffer_tile && least[receiver.tile] > room(receiver.tile) &&
            pools_whole_map(network.ops[at(receiver.op)])) {
            const std::int64_t less = keep_running(network, receiver, flow);
            least[receiver.tile] -= less;
            ample[receiver.tile] -= less;
        }
    for (Receiver &receiver : flow.receivers)
        if (receiver.tile != global_buffer_tile && ample[receiver.tile] <= room(receiver.tile))
            receiver.capacity += map_of(network, receiver.source).width;
    // The tile that needs most of those that lack is named: what it needs is enough for all.
    std::int64_t most = 0;
    std::string shortage;
    for (const auto &[tile, bytes] : least)
        if (tile != global_buffer_tile && bytes > room(tile) && bytes > most) {
            most = bytes;
            const LayerPlacement &layer = placement.layers[at(placement.tile_layer[at(tile)])];
            const std::string section =
                layer.kind ? "chip.tile_kinds." + layer.kind->name : "chip.tile";
            shortage = "layer " + network.ops[at(layer.op)].name + " needs " +
                       std::to_string(bytes) + " bytes in the buffer of tile " +
                       std::to_string(tile) + ", " + section + ".buffer.kbytes gives " +
                       std::to_string(room(tile)) + "; " + std::to_string((bytes + 1023) / 1024) +
                       " would do for all tiles";
        }
    if (!shortage.empty())
        return common::Unexpected(shortage);
    return flow;
}

} // namespace cim
