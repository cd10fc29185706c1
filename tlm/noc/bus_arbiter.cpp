// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/bus_arbiter.h"

#include "models/mapping/timing.h"

#include <algorithm>

namespace cim {

BusArbiter::BusArbiter(const NocSpec &noc, const Interconnect &interconnect,
                       Surroundings &surroundings)
    : Router(noc, interconnect, 0, surroundings, 1),
      inputs_(static_cast<std::size_t>(interconnect.ports(0))) {}

void BusArbiter::reset() {
    for (const int port : asking_)
        input(port).queue.clear();
    for (Input &input : inputs_)
        input.free = 0;
    asking_.clear();
    turn_ = 0;
    free_ = 0;
}

void BusArbiter::take(int port, const Flits &arriving) {
    input(port).queue.push_back({arriving.packet, arriving.first});
    asking_.insert(port);
}

Cycle BusArbiter::arbitrate(Cycle now) {
    // (1) When the wire is free, the first that is ready sends, from its turn on.
    if (free_ <= now) {
        const auto ready = [&](int port) { return input(port).ready() <= now; };
        const auto turn = asking_.lower_bound(turn_);
        auto next = std::find_if(turn, asking_.end(), ready);
        if (next == asking_.end())
            next = std::find_if(asking_.begin(), turn, ready);
        if (next != asking_.end() && ready(*next))
            grant(*next, now);
    }
    // (2) When can something change?
    Cycle next = never;
    for (int port : asking_)
        next = std::min(next, std::max({input(port).ready(), free_, now + 1}));
    return next;
}

void BusArbiter::grant(int from, Cycle now) {
    // (1) Hold the wire until the farthest node has heard the header.
    Input &sender = input(from);
    Packet &packet = *sender.queue.front().packet;
    const PacketHeader &header = packet.header();
    free_ = now + hold_cycles(noc_, interconnect_, header.flits);
    turn_ = from + 1;
    hold(0, now, free_);
    flits += header.flits;
    ++packets;
    header.traffic->flit_spans += header.flits * interconnect_.wire_length();
    // (2) All its nodes hear it.
    const auto reach = [&](int node) {
        const WireEnd end = interconnect_.end(0, node);
        const Cycle head = now + noc_.router_cycles + Cycle{end.length} * noc_.link_cycles;
        surroundings_.pass_on(end, {&packet, head, header.flits});
    };
    if (header.tree)
        for (int node : header.tree->ports(0))
            reach(node);
    else
        reach(header.to);
    // (3) Its place is free.
    sender.free = now + header.flits;
    sender.queue.pop_front();
    if (sender.queue.empty())
        asking_.erase(from);
    surroundings_.space_at_input(interconnect_.end(0, from), packet,
                                 {0, noc_.places(header.flits), sender.free});
}

} // namespace cim
