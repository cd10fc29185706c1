// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/switch_router.h"

#include <algorithm>
#include <stdexcept>

namespace cim {

namespace {

/// The lowest port of a set that is not empty.
int lowest(std::uint32_t ports) { return __builtin_ctz(ports); }

} // namespace

SwitchRouter::SwitchRouter(const NocSpec &noc, const Interconnect &interconnect, int index,
                           Surroundings &surroundings)
    : Router(noc, interconnect, index, surroundings, interconnect.ports(index)),
      fronts_(at(interconnect.ports(index))), inputs_(fronts_.size()) {
    constexpr int most_ports = 32; // bits of a set
    if (interconnect.ports(index) > most_ports)
        throw std::invalid_argument(
            name_of(index) + " has " + std::to_string(interconnect.ports(index)) + " ports; " +
            std::to_string(most_ports) +
            " at most is right without virtual channels (chip.noc.virtual_channels)");
    for (int port = 0; port < interconnect.ports(index); ++port) {
        inputs_[at(port)].end = interconnect.end(index, port);
        Output output{0, 0, Credits(noc.places()), interconnect.end(index, port)};
        for (int from = 0; from < interconnect.ports(index); ++from)
            output.entering |= Ports{interconnect.enters_ring(index, from, port)} << from;
        outputs_.push_back(std::move(output));
    }
}

void SwitchRouter::reset() {
    std::fill(fronts_.begin(), fronts_.end(), Front{});
    for (Input &input : inputs_) {
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

void SwitchRouter::take(int port, const Flits &arriving) {
    const PacketHeader &header = arriving.packet->header();
    Waiting waiting{arriving.packet, arriving.first, 0, arriving.last()};
    if (header.tree)
        for (int way : header.tree->ports(index_))
            waiting.ports |= Ports{1} << way;
    else
        waiting.ports = Ports{1} << interconnect_.towards(index_, header.to);
    if (fronts_[at(port)].ready == never)
        come_first(port, waiting);
    else
        inputs_[at(port)].behind.push_back(waiting);
}

void SwitchRouter::come_first(int port, const Waiting &waiting) {
    Input &input = inputs_[at(port)];
    input.first = waiting;
    fronts_[at(port)] = {std::max(waiting.arrival, input.free), waiting.ports};
}

bool SwitchRouter::credit_back(int port, const Credit &credit) {
    outputs_[at(port)].space.give_back(credit.cycle, credit.places);
    return std::any_of(fronts_.begin(), fronts_.end(),
                       [&](const Front &front) { return (front.ports >> port & 1U) != 0; });
}

Cycle SwitchRouter::arbitrate(Cycle now) {
    // (1) Whose head is here? What is granted below changes nothing in that for this cycle.
    Ports ready = ready_inputs(now), wanted = 0;
    for (Ports rest = ready; rest != 0; rest &= rest - 1)
        wanted |= fronts_[at(lowest(rest))].ports;
    // (2) Every free output with space serves one input: the first that asks, from its turn on.
    for (; wanted != 0; wanted &= wanted - 1) {
        const int to = lowest(wanted);
        if (outputs_[at(to)].free > now)
            continue;
        if (const int from = in_turn(to, with_space(to, ready, now)); from >= 0) {
            grant(from, to, now);
            if (fronts_[at(from)].ready > now) // it has gone all its ways
                ready &= ~(Ports{1} << from);
        }
    }
    // (3) When can something change?
    return next_chance(now);
}

/// Inputs whose first packet can be read.
SwitchRouter::Ports SwitchRouter::ready_inputs(Cycle now) const {
    Ports ready = 0;
    for (int from = 0; from < static_cast<int>(fronts_.size()); ++from)
        ready |= Ports{fronts_[at(from)].ready <= now} << from;
    return ready;
}

/// Inputs for whose packets there is space behind an output. Where places are flits, a long packet
/// that has its turn is not overtaken by short ones, or it could wait for ever.
SwitchRouter::Ports SwitchRouter::with_space(int to, Ports ready, Cycle now) {
    Output &output = outputs_[at(to)];
    if (output.to_node())
        return ready;
    if (noc_.buffer_flits > 0) {
        const int first = in_turn(to, ready);
        return first >= 0 && output.space.available(now, places_for(first, output))
                   ? Ports{1} << first
                   : 0;
    }
    if (!output.space.available(now))
        return 0;
    return output.entering == 0 || output.space.available(now, 2) ? ready
                                                                  : ready & ~output.entering;
}

/// Places that must be free behind an output: those of the packet, and one more in a ring that it
/// enters.
std::int64_t SwitchRouter::places_for(int from, const Output &output) const {
    return noc_.places(inputs_[at(from)].first.packet->header().flits) +
           (output.entering >> from & 1U);
}

/// Whose turn it is at an output; -1: nobody's of the inputs that are ready.
int SwitchRouter::in_turn(int to, Ports ready) const {
    Ports asking = 0;
    for (Ports rest = ready; rest != 0; rest &= rest - 1) {
        const int from = lowest(rest);
        asking |= (fronts_[at(from)].ports >> to & 1U) << from;
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

    // (1) Hold the output for the packet's flits, the last of which may be yet to come.
    const Cycle last = std::max(now + (header.flits - 1) * output.end.pace, waiting.tail);
    output.free = last + output.end.pace;
    waiting.gone = std::max(waiting.gone, last + 1);
    output.turn = (from + 1) % static_cast<int>(inputs_.size());
    hold(to, now, output.free);
    flits += header.flits;
    ++packets;
    header.traffic->flit_hops += output.to_node() ? 0 : header.flits;
    header.traffic->flit_spans += header.flits * output.end.length;
    header.traffic->link_flits += output.end.between_chips ? header.flits : 0;
    if (!output.to_node())
        output.space.take(noc_.places(header.flits));

    // (2) Pass it on.
    const Cycle way = noc_.router_cycles + wire_cycles(noc_, output.end) + output.end.pace - 1;
    const Cycle lag = last - now - (header.flits - 1);
    surroundings_.pass_on(output.end, {&packet, now + way, header.flits, true, 0, lag});
    Ports &left = fronts_[at(from)].ports;
    left &= ~(Ports{1} << to);
    if (left == 0)
        leave(from);
}

/// The packet at an input has gone all its ways.
void SwitchRouter::leave(int from) {
    Input &input = inputs_[at(from)];
    Packet &packet = *input.first.packet;
    input.free = input.first.gone;
    fronts_[at(from)].ready = never;
    if (!input.behind.empty()) {
        come_first(from, input.behind.front());
        input.behind.pop_front();
    }
    surroundings_.space_at_input(input.end, packet,
                                 {0, noc_.places(packet.header().flits), input.free});
}

Cycle SwitchRouter::next_chance(Cycle now) {
    const Ports ready = ready_inputs(now);
    Cycle next = never;
    for (int from = 0; from < static_cast<int>(fronts_.size()); ++from) {
        const Front &front = fronts_[at(from)];
        if (front.ready == never)
            continue;
        for (Ports rest = front.ports; rest != 0; rest &= rest - 1) {
            const int to = lowest(rest);
            Output &output = outputs_[at(to)];
            const bool waits = noc_.buffer_flits > 0 && front.ready <= now;
            if (waits && !output.to_node() && in_turn(to, ready) != from)
                continue; // for another one, which will go first
            Cycle chance = std::max(front.ready, output.free);
            if (!output.to_node())
                chance =
                    std::max(chance, output.space.available_from(now, places_for(from, output)));
            if (chance != never)
                next = std::min(next, std::max(chance, now + 1));
        }
    }
    return next;
}

} // namespace cim
