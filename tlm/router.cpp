// SPDX-License-Identifier: Apache-2.0
#include "tlm/router.h"

#include "models/timing.h"

#include <algorithm>

namespace cim {

Router::Router(const NocSpec &noc, const Interconnect &interconnect, int index,
               Surroundings &surroundings)
    : noc_(noc), interconnect_(interconnect), index_(index), surroundings_(surroundings) {
    const int ports = interconnect.ports(index);
    busy.resize(at(ports));
    inputs_.resize(at(ports));
    for (int port = 0; port < ports; ++port) {
        const WireEnd end = interconnect.end(index, port);
        outputs_.push_back({0, 0, Credits(noc.buffer_packets), end.node >= 0, end.length});
    }
}

void Router::observe(Timeline &timeline, const std::string &name) {
    timeline_ = &timeline;
    for (std::size_t port = 0; port < outputs_.size(); ++port) {
        units_.push_back(timeline.unit(name + ".out" + std::to_string(port)));
        if (interconnect_.shared())
            break; // one wire for all
    }
}

void Router::take(int port, Parcel &parcel, Cycle arrival) {
    const Packet &packet = parcel.packet();
    std::uint32_t ports = 0;
    if (interconnect_.shared())
        ports = 0;
    else if (packet.tree)
        for (int way : packet.tree->ports(index_))
            ports |= 1U << way;
    else
        ports = 1U << interconnect_.towards(index_, packet.to);
    inputs_[at(port)].queue.push_back({&parcel, arrival, ports});
}

bool Router::room_back(int port, Cycle cycle) {
    outputs_[at(port)].room.give_back(cycle);
    return std::any_of(inputs_.begin(), inputs_.end(), [&](const Input &input) {
        return !input.queue.empty() && (input.queue.front().ports >> port & 1U) != 0;
    });
}

/// Inputs that come before `from` at an output.
int Router::turns_until(const Output &output, int from) const {
    const int turns = from - output.turn;
    return turns < 0 ? turns + static_cast<int>(inputs_.size()) : turns;
}

Cycle Router::arbitrate(Cycle now) {
    // (1) Whose head is here? What is granted below changes nothing in that for this cycle.
    ready_.clear();
    std::uint32_t wanted = 0;
    for (int i = 0; i < static_cast<int>(inputs_.size()); ++i)
        if (ready(inputs_[at(i)], now)) {
            ready_.push_back(i);
            wanted |= inputs_[at(i)].queue.front().ports;
        }
    // (2) Every free output with room serves one input: the first that asks, from its turn on.
    if (interconnect_.shared())
        grant_bus(now);
    else
        for (int to = 0; wanted >> to; ++to) {
            Output &output = outputs_[at(to)];
            if ((wanted >> to & 1U) == 0 || output.free > now ||
                !(output.to_node || output.room.available(now)))
                continue;
            int chosen = -1, wait = 0;
            for (int from : ready_) {
                const int turns = turns_until(output, from);
                if ((chosen < 0 || turns < wait) &&
                    (inputs_[at(from)].queue.front().ports >> to & 1U) != 0) {
                    chosen = from;
                    wait = turns;
                }
            }
            if (chosen >= 0)
                grant(chosen, to, now);
        }
    // (3) When can something change?
    return next_chance(now);
}

void Router::grant(int from, int to, Cycle now) {
    Waiting &waiting = inputs_[at(from)].queue.front();
    Output &output = outputs_[at(to)];
    Parcel &parcel = *waiting.parcel;
    Packet &packet = parcel.packet();

    // (1) Hold the output for the packet's flits.
    output.free = now + packet.flits;
    output.turn = (from + 1) % static_cast<int>(inputs_.size());
    busy[at(to)] += packet.flits;
    if (timeline_)
        timeline_->add(units_[at(to)], now, output.free, Doing::Work, "");
    flits += packet.flits;
    ++packets;
    packet.traffic->flit_hops += output.to_node ? 0 : packet.flits;
    packet.traffic->flit_spans += packet.flits * output.length;
    if (!output.to_node)
        output.room.take();

    // (2) Pass it on.
    const Cycle head = now + noc_.router_cycles + Cycle{output.length} * noc_.link_cycles;
    surroundings_.pass_on(index_, to, parcel, head, head + packet.flits - 1);
    waiting.ports &= ~(1U << to);
    if (waiting.ports == 0)
        leave(from, now);
}

/// The packet at an input has gone all its ways.
void Router::leave(int from, Cycle now) {
    Input &input = inputs_[at(from)];
    Parcel &parcel = *input.queue.front().parcel;
    const Cycle flits_of_it = parcel.packet().flits;
    input.queue.pop_front();
    input.free = now + flits_of_it;
    ready_.erase(std::find(ready_.begin(), ready_.end(), from));
    surroundings_.room_at_input(index_, from, parcel, now + flits_of_it);
}

/// One packet drives the wire and reaches all its nodes at once.
void Router::grant_bus(Cycle now) {
    Output &wire = outputs_.front();
    if (wire.free > now || ready_.empty())
        return;
    const int from = *std::min_element(ready_.begin(), ready_.end(), [&](int a, int b) {
        return turns_until(wire, a) < turns_until(wire, b);
    });
    Parcel &parcel = *inputs_[at(from)].queue.front().parcel;
    Packet &packet = parcel.packet();
    wire.free = now + hold_cycles(noc_, interconnect_, packet.flits);
    wire.turn = (from + 1) % static_cast<int>(inputs_.size());
    busy.front() += wire.free - now;
    if (timeline_)
        timeline_->add(units_.front(), now, wire.free, Doing::Work, "");
    flits += packet.flits;
    ++packets;
    packet.traffic->flit_spans += packet.flits * interconnect_.wire_length();
    const Cycle head = now + noc_.router_cycles + Cycle{wire.length} * noc_.link_cycles;
    if (packet.tree)
        for (int to : packet.tree->ports(index_))
            surroundings_.pass_on(index_, to, parcel, head, head + packet.flits - 1);
    else
        surroundings_.pass_on(index_, packet.to, parcel, head, head + packet.flits - 1);
    leave(from, now);
}

Cycle Router::next_chance(Cycle now) {
    Cycle next = never;
    for (Input &input : inputs_) {
        if (input.queue.empty())
            continue;
        const Waiting &first = input.queue.front();
        const Cycle head = std::max(first.arrival, input.free);
        const std::uint32_t ports = interconnect_.shared() ? 1U : first.ports;
        for (int to = 0; ports >> to; ++to) {
            if ((ports >> to & 1U) == 0)
                continue;
            Output &output = outputs_[at(to)];
            Cycle chance = std::max(head, output.free);
            if (!output.to_node)
                chance = std::max(chance, output.room.available_from(now));
            if (chance != never)
                next = std::min(next, std::max(chance, now + 1));
        }
    }
    return next;
}

} // namespace cim
