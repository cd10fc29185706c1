// SPDX-License-Identifier: Apache-2.0
#include "tlm/router.h"

namespace cim {

using tlm::tlm_generic_payload;
using tlm::tlm_phase;
using tlm::tlm_sync_enum;

Router::Router(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc,
               const MeshPlan &mesh, int node)
    : sc_module(name), in("in", ports), out("out", ports), clock_(clock), noc_(noc), mesh_(mesh),
      node_(node), outputs_(ports, Output(noc.buffer_packets)), alarm_(clock, Phase::Route) {
    for (int port = 0; port < ports; ++port) {
        const auto p = static_cast<std::size_t>(port);
        in[p].register_nb_transport_fw(this, &Router::take, port);
        out[p].register_nb_transport_bw(this, &Router::room_back, port);
    }
    SC_METHOD(arbitrate);
    sensitive << alarm_.event();
    dont_initialize();
}

tlm_sync_enum Router::take(int port, tlm_generic_payload &payload, tlm_phase & /*phase*/,
                           sc_core::sc_time &delay) {
    const Cycle arrival = clock_.after(delay);
    inputs_[static_cast<std::size_t>(port)].queue.push_back({&payload, arrival});
    alarm_.at(arrival);
    return tlm::TLM_ACCEPTED;
}

tlm_sync_enum Router::room_back(int port, tlm_generic_payload & /*payload*/, tlm_phase & /*phase*/,
                                sc_core::sc_time &delay) {
    const Cycle cycle = clock_.after(delay);
    outputs_[static_cast<std::size_t>(port)].room.give_back(cycle);
    alarm_.at(cycle);
    return tlm::TLM_ACCEPTED;
}

void Router::arbitrate() {
    const Cycle now = clock_.now();
    // (1) Every free output with room serves one input: the first that asks, from its turn on.
    for (int to = 0; to < ports; ++to) {
        Output &output = outputs_[static_cast<std::size_t>(to)];
        if (output.free > now || !output.room.available(now))
            continue;
        for (int i = 0; i < ports; ++i) {
            const int from = (output.turn + i) % ports;
            const Input &input = inputs_[static_cast<std::size_t>(from)];
            if (!input.queue.empty() && input.free <= now && input.queue.front().arrival <= now &&
                route(*input.queue.front().payload) == to) {
                grant(from, to, now);
                break;
            }
        }
    }
    // (2) Sleep until something can change.
    if (const Cycle next = next_chance(now); next != never)
        alarm_.at(next);
}

void Router::grant(int from, int to, Cycle now) {
    Input &input = inputs_[static_cast<std::size_t>(from)];
    Output &output = outputs_[static_cast<std::size_t>(to)];
    tlm_generic_payload &payload = *input.queue.front().payload;
    Packet &packet = packet_of(payload);

    // (1) Hold input and link for the packet's flits.
    input.queue.pop_front();
    input.free = output.free = now + packet.flits;
    output.turn = (from + 1) % ports;
    flits += packet.flits;
    ++packets;

    // (2) Tell who sent it when its place is free.
    tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = clock_.until(now + packet.flits);
    in[static_cast<std::size_t>(from)]->nb_transport_bw(payload, phase, delay);

    // (3) Pass it on: to the next router when its head is there, to the tile when its tail is.
    Cycle arrival = now + noc_.router_cycles;
    if (to == Local) {
        arrival += packet.flits - 1;
    } else {
        arrival += noc_.link_cycles;
        packet.traffic->flit_hops += packet.flits;
    }
    phase = tlm::BEGIN_REQ;
    delay = clock_.until(arrival);
    output.room.take();
    if (out[static_cast<std::size_t>(to)]->nb_transport_fw(payload, phase, delay) ==
        tlm::TLM_UPDATED)
        output.room.give_back(now); // a tile always has room for what was sent to it
}

Cycle Router::next_chance(Cycle now) {
    Cycle next = never;
    for (Input &input : inputs_) {
        if (input.queue.empty())
            continue;
        Output &output = outputs_[static_cast<std::size_t>(route(*input.queue.front().payload))];
        const Cycle head = std::max(input.queue.front().arrival, input.free);
        const Cycle chance = std::max({head, output.free, output.room.available_from(now)});
        if (chance != never)
            next = std::min(next, std::max(chance, now + 1));
    }
    return next;
}

int Router::route(const tlm_generic_payload &payload) const {
    const int to = payload.get_extension<Packet>()->to;
    const int x = to % mesh_.columns - node_ % mesh_.columns;
    const int y = to / mesh_.columns - node_ / mesh_.columns;
    if (x != 0)
        return x > 0 ? East : West;
    if (y != 0)
        return y > 0 ? South : North;
    return Local;
}

} // namespace cim
