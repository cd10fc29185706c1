// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/packet_stream.h"

#include "models/mapping/timing.h"

#include <algorithm>

namespace cim {

PacketStream::PacketStream(const NocSpec &noc, const Interconnect &interconnect, int from)
    : noc_(noc), interconnect_(&interconnect), from_(from), rest_(rest_cycles(noc)) {
    input_at(interconnect.door(from));
}

/// Its places come back by the wire that it is joined to, or to a node by the node's.
int PacketStream::input_at(const WireEnd &end) {
    const auto [place, fresh] = input_of_.emplace(end.router, static_cast<int>(inputs_.size()));
    if (fresh) {
        const WireEnd back = interconnect_->end(end.router, end.port);
        inputs_.push_back({InputPlaces(std::int64_t{noc_.places()} * noc_.channels()),
                           wire_cycles(noc_, back.node >= 0 ? end : back)});
    }
    return place->second;
}

/// All that leave a shared wire's arbiter take turns on the wire.
int PacketStream::output_at(int router, int port) {
    const std::pair<int, int> key{router, interconnect_->shared(router) ? 0 : port};
    const auto [place, fresh] = output_of_.emplace(key, static_cast<int>(outputs_.size()));
    if (fresh)
        outputs_.push_back(0);
    return place->second;
}

/// How a packet that has come to a router leaves it for a stop of its way.
PacketStream::Branch PacketStream::branch_to(const WireEnd &here, int port, int stop) {
    const WireEnd there = interconnect_->end(here.router, port);
    Branch branch;
    branch.output = output_at(here.router, port);
    branch.next = there.router >= 0 ? input_at(there) : -1;
    branch.node = stop;
    branch.cycles = noc_.router_cycles + wire_cycles(noc_, there) + there.pace - 1;
    branch.spare = interconnect_->enters_ring(here.router, here.port, port);
    branch.pace = there.pace;
    branch.rest = output_rest(noc_, *interconnect_, here.router);
    return branch;
}

int PacketStream::add_way(const std::vector<int> &to) {
    Way way;
    std::map<int, std::size_t> visits; // by router
    for (std::size_t i = 0; i < to.size(); ++i) {
        WireEnd here = interconnect_->door(from_);
        while (here.router >= 0) {
            const int port = interconnect_->towards(here.router, to[i]);
            const auto [visit, fresh] = visits.emplace(here.router, way.size());
            if (fresh)
                way.push_back({input_at(here), {}});
            const Branch next = branch_to(here, port, static_cast<int>(i));
            std::vector<Branch> &branches = way[visit->second].branches;
            const bool known =
                std::any_of(branches.begin(), branches.end(), [&](const Branch &branch) {
                    return branch.output == next.output && branch.next >= 0 && next.next >= 0;
                });
            if (!known)
                branches.push_back(next);
            here = interconnect_->end(here.router, port);
        }
    }
    ways_.push_back(std::move(way));
    return static_cast<int>(ways_.size()) - 1;
}

PacketStream::Cycle PacketStream::entry(Cycle flits) {
    return inputs_[0].places.free_from(noc_.places(flits));
}

/// When a packet passes: its output is free, and there is a place behind that for all branches
/// that share it.
PacketStream::Cycle PacketStream::grant(const Visit &visit, const Branch &first,
                                        std::int64_t places, Cycle ready) {
    Cycle granted = std::max(ready, outputs_[at(first.output)]);
    for (const Branch &branch : visit.branches)
        if (branch.output == first.output && branch.next >= 0)
            granted =
                std::max(granted, inputs_[at(branch.next)].places.free_from(places + branch.spare));
    return granted;
}

const std::vector<PacketStream::Cycle> &PacketStream::pass(int way, Cycle start, Cycle flits) {
    const std::int64_t places = noc_.places(flits);
    arrivals_.clear();
    inputs_[0].head = start + inputs_[0].wire;
    inputs_[0].tail = inputs_[0].head + flits - 1;
    inputs_[0].places.take(places);
    for (const Visit &visit : ways_[at(way)]) {
        Input &input = inputs_[at(visit.input)];
        const Cycle ready = std::max(input.head, input.free);
        Cycle left = ready, granted = ready, last = ready;
        int output = -1;
        for (const Branch &branch : visit.branches) {
            // (1) It passes flit by flit, the last one not before it has come; all that hear it on
            // a shared wire, at once.
            if (branch.output != output) {
                output = branch.output;
                granted = grant(visit, branch, places, ready);
                last = std::max(granted + (flits - 1) * branch.pace, input.tail);
                outputs_[at(output)] = last + branch.pace + branch.rest;
                left = std::max(left, last + 1);
            }
            // (2) It is at the next router, or at a node.
            if (branch.next >= 0) {
                inputs_[at(branch.next)].head = granted + branch.cycles;
                inputs_[at(branch.next)].tail = last + branch.cycles;
                inputs_[at(branch.next)].places.take(places);
            } else {
                arrivals_.resize(std::max(arrivals_.size(), at(branch.node) + 1));
                arrivals_[at(branch.node)] = last + branch.cycles + noc_.interface_cycles;
            }
        }
        // (3) It has gone all its ways: its place comes back.
        input.free = left + rest_;
        input.places.give_back(places, left + input.wire);
    }
    return arrivals_;
}

} // namespace cim
