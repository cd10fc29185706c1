// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/recurrence.h"
#include "models/mapping/pixel_steps.h"

namespace cim {

bool Recurrence::pool_or_add(int op) {
    const PixelSteps steps(network_, flow_, op);
    const ChipSpec &own = placement_.on_tile(placement_.ops[at(op)].tile, chip_);
    Output &output = outputs_[at(op + 1)];
    std::int64_t &done = steps_[at(op)];
    bool moved = false;
    for (; done < std::int64_t{images} * steps.count(); ++done) {
        const std::int64_t image = done / steps.count();
        const int step = static_cast<int>(done % steps.count());
        const auto pixel = static_cast<std::int64_t>(output.ready.size());
        if (steps.completes(step) && !output.has_place(pixel))
            break;
        Cycle start = vector_free_[at(op)];
        if (steps.completes(step))
            start = std::max(start, output.place_from(pixel));
        bool all = true;
        for (int r : flow_.inputs[at(op)]) {
            const InputBuffer &in = buffers_[at(r)];
            const int last = steps.last_pixel(in.spec->input, step);
            const std::int64_t q = image * in.spec->pixels + last;
            all = all && (last < 0 || q < in.arrivals());
            if (all && last >= 0)
                start = std::max(start, in.arrived[at(q)]);
        }
        if (!all)
            break;
        for (int r : flow_.inputs[at(op)]) {
            InputBuffer &in = buffers_[at(r)];
            in.free_until(image * in.spec->pixels + steps.first_pixel(in.spec->input, step + 1),
                          start);
        }
        const VectorWork work = steps.work(own, step);
        if (steps.completes(step))
            emit(op, start, work);
        else
            vector_free_[at(op)] = start + work.cycles;
        moved = true;
    }
    return moved;
}

void Recurrence::emit(int op, Cycle start, const VectorWork &work) {
    vector_free_[at(op)] = start + work.cycles;
    outputs_[at(op + 1)].ready.push_back(vector_free_[at(op)] + work.latency);
    send(op);
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
            if (!deliver(q, deliveries[output.delivery], output))
                return moved;
        output.sent.push_back(output.handed);
        output.delivery = 0;
        moved = true;
    }
    return moved;
}

bool Recurrence::deliver(std::int64_t q, const Delivery &delivery, Output &output) {
    Cycle start = output.handed;
    for (const Stop &stop : delivery.stops)
        for (int r : stop.receivers) {
            if (!buffers_[at(r)].has_space(q))
                return false;
            start = std::max(start, buffers_[at(r)].space_from(q));
        }
    const std::int64_t bytes = buffers_[at(delivery.stops[0].receivers[0])].spec->pixel_bytes;
    const int way = output.ways[output.delivery];
    const ChipSpec &own = way >= 0 ? chip_ : placement_.on_tile(delivery.stops[0].tile, chip_);
    const std::vector<Cycle> *arrivals = nullptr;
    if (way >= 0) {
        const Cycle flits = packet_flits(chip_.noc, bytes);
        start = std::max({start, output.last_inject, output.packets->entry(flits)});
        output.last_inject = start + flits;
        arrivals = &output.packets->pass(way, start, flits);
    }
    for (std::size_t s = 0; s < delivery.stops.size(); ++s)
        for (int r : delivery.stops[s].receivers)
            buffers_[at(r)].arrived.push_back(arrivals ? (*arrivals)[s]
                                                       : start + local_cycles(own, bytes));
    output.handed = start;
    return true;
}

} // namespace cim
