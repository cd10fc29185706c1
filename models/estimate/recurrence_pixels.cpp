// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/recurrence.h"

namespace cim {

bool Recurrence::pool_or_add(int op_index) {
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
            const int last = flow_.last_pixel(op, in.spec->input, position);
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

void Recurrence::emit(int op_index, Cycle start, std::int64_t received) {
    const VectorWork work = vector_work(chip_.tile.vector, network_.ops[at(op_index)], received);
    vector_free_[at(op_index)] = start + work.cycles;
    outputs_[at(op_index + 1)].ready.push_back(vector_free_[at(op_index)] + work.latency);
    send(op_index);
}

/// Output queue to all tiles that need the pixel, one packet each.
bool Recurrence::send(int source) {
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

bool Recurrence::deliver(int source, std::int64_t q, const Delivery &delivery, Output &output) {
    Cycle start = output.handed;
    for (const Stop &stop : delivery.stops)
        for (int r : stop.receivers) {
            if (!rooms_[at(r)].has_room(q))
                return false;
            start = std::max(start, rooms_[at(r)].room_from(q));
        }
    const std::int64_t bytes = rooms_[at(delivery.stops[0].receivers[0])].spec->pixel_bytes;
    std::vector<Route> &routes = output.routes[output.delivery];
    const Cycle flits = packet_flits(chip_.noc, bytes);
    for (const Route &route : routes)
        start = std::max({start, output.last_inject, route.entry()});
    if (!routes.empty())
        output.last_inject = start + flits;
    for (std::size_t s = 0; s < delivery.stops.size(); ++s) {
        const Cycle arrival = delivery.stops[s].tile == tile_of(source)
                                  ? start + local_cycles(chip_, bytes)
                                  : routes[s].pass(start, flits);
        for (int r : delivery.stops[s].receivers)
            rooms_[at(r)].arrived.push_back(arrival);
    }
    output.handed = start;
    return true;
}

} // namespace cim
