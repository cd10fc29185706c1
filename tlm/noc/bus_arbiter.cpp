// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/bus_arbiter.h"

#include <algorithm>

namespace cim {

BusArbiter::BusArbiter(const NocSpec &noc, const Interconnect &interconnect, int index,
                       Surroundings &surroundings)
    : Router(noc, interconnect, index, surroundings, 1),
      inputs_(static_cast<std::size_t>(interconnect.ports(index))), space_(noc.places()) {
    for (int port = 0; port < interconnect.ports(index); ++port)
        if (interconnect.end(index, port).router >= 0)
            to_router_ = port;
}

void BusArbiter::reset() {
    for (const int port : asking_)
        input(port).queue.clear();
    for (Input &input : inputs_)
        input.free = 0;
    asking_.clear();
    turn_ = 0;
    free_ = 0;
    space_.reset();
}

void BusArbiter::take(int port, const Flits &arriving) {
    const PacketHeader &header = arriving.packet->header();
    const std::vector<int> *ports = header.tree ? &header.tree->ports(index_) : nullptr;
    const bool to_router = ports
                               ? std::find(ports->begin(), ports->end(), to_router_) != ports->end()
                               : interconnect_.towards(index_, header.to) == to_router_;
    input(port).queue.push_back({arriving.packet, arriving.first, arriving.last(), to_router});
    asking_.insert(port);
}

bool BusArbiter::credit_back(int port, const Credit &credit) {
    if (port != to_router_) // nodes always have space for what was sent to them
        return false;
    space_.give_back(credit.cycle, credit.places);
    return !asking_.empty();
}

Cycle BusArbiter::sendable_from(int port, Cycle now) {
    const Waiting &first = input(port).queue.front();
    if (!first.to_router)
        return input(port).ready();
    const std::int64_t places = noc_.places(first.packet->header().flits);
    return std::max(input(port).ready(), space_.available_from(now, places));
}

Cycle BusArbiter::arbitrate(Cycle now) {
    // (1) When the wire is free, the first that can sends, from its turn on.
    if (free_ <= now) {
        const auto ready = [&](int port) { return sendable_from(port, now) <= now; };
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
        if (const Cycle from = sendable_from(port, now); from != never)
            next = std::min(next, std::max({from, free_, now + 1}));
    return next;
}

void BusArbiter::grant(int from, Cycle now) {
    // (1) Hold the wire until the farthest node has heard the last flit.
    Input &sender = input(from);
    const Waiting waiting = sender.queue.front();
    Packet &packet = *waiting.packet;
    const PacketHeader &header = packet.header();
    const Cycle last = std::max(now + header.flits - 1, waiting.tail);
    free_ = last + 1 + wire_cycles(noc_, interconnect_.end(index_, 0));
    turn_ = from + 1;
    hold(0, now, free_);
    flits += header.flits;
    ++packets;
    header.traffic->flit_spans += header.flits * interconnect_.wire_length(index_);
    if (waiting.to_router) {
        header.traffic->flit_hops += header.flits;
        space_.take(noc_.places(header.flits));
    }
    // (2) All its nodes hear it.
    const auto reach = [&](int port) {
        const WireEnd end = interconnect_.end(index_, port);
        const Cycle head = now + noc_.router_cycles + wire_cycles(noc_, end);
        const Cycle lag = last - now - (header.flits - 1);
        surroundings_.pass_on(end, {&packet, head, header.flits, true, 0, lag});
    };
    if (header.tree)
        for (int port : header.tree->ports(index_))
            reach(port);
    else
        reach(interconnect_.towards(index_, header.to));
    // (3) Its place is free.
    sender.free = last + 1;
    sender.queue.pop_front();
    if (sender.queue.empty())
        asking_.erase(from);
    surroundings_.space_at_input(interconnect_.end(index_, from), packet,
                                 {0, noc_.places(header.flits), sender.free});
}

} // namespace cim
