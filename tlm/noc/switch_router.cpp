// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/switch_router.h"

#include <algorithm>

namespace cim {

namespace {

/// The lowest port of a set that is not empty.
int lowest(std::uint32_t ports) { return __builtin_ctz(ports); }

} // namespace

SwitchRouter::SwitchRouter(const NocSpec &noc, const Interconnect &interconnect, int index,
                           Surroundings &surroundings)
    : noc_(noc), interconnect_(interconnect), index_(index), surroundings_(surroundings),
      inputs_(at(interconnect.ports(index))) {
    for (int port = 0; port < interconnect.ports(index); ++port) {
        inputs_[at(port)].end = interconnect.end(index, port);
        Output output{0, 0, Credits(noc.buffer_packets), interconnect.end(index, port)};
        for (int from = 0; from < interconnect.ports(index); ++from)
            output.entering |= Ports{interconnect.enters_ring(index, from, port)} << from;
        outputs_.push_back(std::move(output));
    }
}

void SwitchRouter::observe(Timeline &timeline, const std::string &name) {
    timeline_ = &timeline;
    for (std::size_t port = 0; port < outputs_.size(); ++port)
        units_.push_back(timeline.unit(name + ".out" + std::to_string(port)));
}

std::vector<Cycle> SwitchRouter::busy() const {
    std::vector<Cycle> cycles;
    for (const Output &output : outputs_)
        cycles.push_back(output.busy);
    return cycles;
}

void SwitchRouter::reset() {
    for (Input &input : inputs_) {
        input.ready = never;
        input.first = {};
        input.free = 0;
        input.behind.clear();
    }
    for (Output &output : outputs_) {
        output.free = 0;
        output.turn = 0;
        output.space.reset();
    }
}

void SwitchRouter::take(int port, Packet &packet, Cycle arrival) {
    const PacketHeader &header = packet.header();
    Waiting waiting{&packet, arrival, 0};
    if (header.tree)
        for (int way : header.tree->ports(index_))
            waiting.ports |= Ports{1} << way;
    else
        waiting.ports = Ports{1} << interconnect_.towards(index_, header.to);
    Input &input = inputs_[at(port)];
    if (input.ready == never) {
        input.ready = std::max(arrival, input.free);
        input.first = waiting;
    } else {
        input.behind.push_back(waiting);
    }
}

bool SwitchRouter::credit_back(int port, Cycle cycle) {
    outputs_[at(port)].space.give_back(cycle);
    return std::any_of(inputs_.begin(), inputs_.end(),
                       [&](const Input &input) { return (input.first.ports >> port & 1U) != 0; });
}

Cycle SwitchRouter::arbitrate(Cycle now) {
    // (1) Whose head is here? What is granted below changes nothing in that for this cycle.
    Ports ready = 0, wanted = 0;
    for (int from = 0; from < static_cast<int>(inputs_.size()); ++from)
        if (inputs_[at(from)].ready <= now) {
            ready |= Ports{1} << from;
            wanted |= inputs_[at(from)].first.ports;
        }
    // (2) Every free output with space serves one input: the first that asks, from its turn on.
    for (; wanted != 0; wanted &= wanted - 1) {
        const int to = lowest(wanted);
        Output &output = outputs_[at(to)];
        if (output.free > now)
            continue;
        if (const int from = next_asker(to, ready & with_space(output, now)); from >= 0) {
            grant(from, to, now);
            if (inputs_[at(from)].ready > now) // it has gone all its ways
                ready &= ~(Ports{1} << from);
        }
    }
    // (3) When can something change?
    return next_chance(now);
}

/// Inputs for whose packets there is space behind an output; one that enters a ring leaves a place.
SwitchRouter::Ports SwitchRouter::with_space(Output &output, Cycle now) const {
    if (output.to_node())
        return ~Ports{0};
    if (!output.space.available(now))
        return 0;
    return output.entering == 0 || output.space.available(now, 2) ? ~Ports{0} : ~output.entering;
}

/// Whose turn it is at an output; -1: nobody's of the inputs that are ready.
int SwitchRouter::next_asker(int to, Ports ready) const {
    Ports asking = 0;
    for (Ports rest = ready; rest != 0; rest &= rest - 1) {
        const int from = lowest(rest);
        asking |= (inputs_[at(from)].first.ports >> to & 1U) << from;
    }
    if (asking == 0)
        return -1;
    const Ports later = asking >> outputs_[at(to)].turn << outputs_[at(to)].turn;
    return lowest(later != 0 ? later : asking);
}

void SwitchRouter::grant(int from, int to, Cycle now) {
    Waiting &waiting = inputs_[at(from)].first;
    Output &output = outputs_[at(to)];
    Packet &packet = *waiting.packet;
    const PacketHeader &header = packet.header();

    // (1) Hold the output for the packet's flits.
    output.free = now + header.flits;
    output.turn = (from + 1) % static_cast<int>(inputs_.size());
    output.busy += header.flits;
    if (timeline_)
        timeline_->add(units_[at(to)], {now, output.free, Doing::Work});
    flits += header.flits;
    ++packets;
    header.traffic->flit_hops += output.to_node() ? 0 : header.flits;
    header.traffic->flit_spans += header.flits * output.end.length;
    if (!output.to_node())
        output.space.take();

    // (2) Pass it on.
    const Cycle head = now + noc_.router_cycles + Cycle{output.end.length} * noc_.link_cycles;
    surroundings_.pass_on(output.end, packet, head, head + header.flits - 1);
    waiting.ports &= ~(Ports{1} << to);
    if (waiting.ports == 0)
        leave(from, now);
}

/// The packet at an input has gone all its ways.
void SwitchRouter::leave(int from, Cycle now) {
    Input &input = inputs_[at(from)];
    Packet &packet = *input.first.packet;
    input.free = now + packet.header().flits;
    input.ready = never;
    if (!input.behind.empty()) {
        input.first = input.behind.front();
        input.behind.pop_front();
        input.ready = std::max(input.first.arrival, input.free);
    }
    surroundings_.space_at_input(input.end, packet, input.free);
}

Cycle SwitchRouter::next_chance(Cycle now) {
    Cycle next = never;
    for (std::size_t from = 0; from < inputs_.size(); ++from) {
        const Input &input = inputs_[from];
        if (input.ready == never)
            continue;
        for (Ports rest = input.first.ports; rest != 0; rest &= rest - 1) {
            Output &output = outputs_[at(lowest(rest))];
            Cycle chance = std::max(input.ready, output.free);
            if (!output.to_node())
                chance = std::max(chance, output.space.available_from(
                                              now, (output.entering >> from & 1U) != 0 ? 2 : 1));
            if (chance != never)
                next = std::min(next, std::max(chance, now + 1));
        }
    }
    return next;
}

} // namespace cim
