// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/packet_stream.h"

#include "models/mapping/timing.h"

#include <algorithm>

namespace cim {

PacketStream::PacketStream(const NocSpec &noc, const Interconnect &interconnect, int from)
    : noc_(noc), interconnect_(&interconnect), from_(from), rest_(rest_cycles(noc)) {
    input_at(interconnect.door(from));
}

int PacketStream::input_at(const WireEnd &end) {
    const auto [place, fresh] = input_of_.emplace(end.router, static_cast<int>(inputs_.size()));
    if (fresh)
        inputs_.push_back({InputPlaces(std::int64_t{noc_.places()} * noc_.channels()),
                           Cycle{end.length} * noc_.link_cycles});
    return place->second;
}

/// All that leave a shared wire's arbiter take turns on the wire.
int PacketStream::output_at(int router, int port) {
    const std::pair<int, int> key{router, interconnect_->shared() ? 0 : port};
    const auto [place, fresh] = output_of_.emplace(key, static_cast<int>(outputs_.size()));
    if (fresh)
        outputs_.push_back(0);
    return place->second;
}

int PacketStream::add_way(const std::vector<int> &to) {
    Way way;
    std::map<int, std::size_t> visits; // by router
    for (std::size_t i = 0; i < to.size(); ++i) {
        WireEnd here = interconnect_->door(from_);
        while (here.router >= 0) {
            const int port = interconnect_->towards(here.router, to[i]);
            const WireEnd there = interconnect_->end(here.router, port);
            const auto [visit, fresh] = visits.emplace(here.router, way.size());
            if (fresh)
                way.push_back({input_at(here), {}});
            const int output = output_at(here.router, port);
            std::vector<Branch> &branches = way[visit->second].branches;
            const bool known =
                std::any_of(branches.begin(), branches.end(), [&](const Branch &branch) {
                    return branch.output == output && branch.next >= 0 && there.router >= 0;
                });
            if (!known)
                branches.push_back({output, there.router >= 0 ? input_at(there) : -1,
                                    static_cast<int>(i),
                                    noc_.router_cycles + Cycle{there.length} * noc_.link_cycles,
                                    interconnect_->enters_ring(here.router, here.port, port)});
            here = there;
        }
    }
    ways_.push_back(std::move(way));
    return static_cast<int>(ways_.size()) - 1;
}

PacketStream::Cycle PacketStream::entry(Cycle flits) {
    return inputs_[0].places.free_from(noc_.places(flits));
}

const std::vector<PacketStream::Cycle> &PacketStream::pass(int way, Cycle start, Cycle flits) {
    const std::int64_t places = noc_.places(flits);
    arrivals_.clear();
    inputs_[0].head = start + inputs_[0].wire;
    inputs_[0].places.take(places);
    for (const Visit &visit : ways_[at(way)]) {
        Input &input = inputs_[at(visit.input)];
        const Cycle ready = std::max(input.head, input.free);
        Cycle left = ready, granted = ready;
        int output = -1;
        for (const Branch &branch : visit.branches) {
            // (1) It passes when its output is free and there is a place behind that; all that
            // hear it on a shared wire, at once.
            if (branch.output != output) {
                output = branch.output;
                granted = std::max(ready, outputs_[at(output)]);
                if (branch.next >= 0)
                    granted = std::max(
                        granted, inputs_[at(branch.next)].places.free_from(places + branch.spare));
                outputs_[at(output)] = granted + hold_cycles(noc_, *interconnect_, flits);
                left = std::max(left, granted);
            }
            // (2) It is at the next router, or at a node.
            if (branch.next >= 0) {
                inputs_[at(branch.next)].head = granted + branch.cycles;
                inputs_[at(branch.next)].places.take(places);
            } else {
                arrivals_.resize(std::max(arrivals_.size(), at(branch.node) + 1));
                arrivals_[at(branch.node)] =
                    granted + branch.cycles + flits - 1 + noc_.interface_cycles;
            }
        }
        // (3) It has gone all its ways: its place comes back.
        input.free = left + flits + rest_;
        input.places.give_back(places, left + flits + input.wire);
    }
    return arrivals_;
}

} // namespace cim
