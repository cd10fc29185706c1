// SPDX-License-Identifier: Apache-2.0
#include "tlm/fabric.h"

#include <string>

namespace cim {

using tlm::tlm_generic_payload;
using tlm::tlm_phase;
using tlm::tlm_sync_enum;

Fabric::Fabric(const sc_core::sc_module_name &name, Clock &clock, const NocSpec &noc,
               const Interconnect &interconnect, Timeline *timeline)
    : sc_module(name), clock_(clock), noc_(noc), interconnect_(interconnect), timeline_(timeline),
      posts_(at(interconnect.routers())), doors_(at(interconnect.nodes())) {}

void Fabric::attach(int node, NetworkInterface &network) {
    doors_[at(node)] =
        std::make_unique<Door>(("door" + std::to_string(node)).c_str(), interconnect_.door(node));
    Door &door = *doors_[at(node)];
    door.in.register_nb_transport_fw(this, &Fabric::take, node);
    door.in.register_b_transport(this, &Fabric::refuse, node);
    door.out.register_nb_transport_bw(this, &Fabric::room_back, node);
    network.to_router.bind(door.in);
    door.out.bind(network.from_router);
}

Fabric::Post &Fabric::built(int index) {
    std::unique_ptr<Post> &post = posts_[at(index)];
    if (!post) {
        const auto look = [this, index] {
            Post &mine = *posts_[at(index)];
            if (const Cycle next = mine.router.arbitrate(clock_.now()); next != never)
                mine.alarm.at(next);
        };
        post.reset(new Post{{noc_, interconnect_, index, *this}, {clock_, Phase::Route, look}});
        if (timeline_)
            post->router.observe(*timeline_, "chip.router" + std::to_string(index));
    }
    return *post;
}

/// A packet's head will come to a router.
void Fabric::give(const WireEnd &end, Parcel &parcel, Cycle arrival) {
    Post &post = built(end.router);
    post.router.take(end.port, parcel, arrival);
    post.alarm.at(arrival);
}

/// A packet from a node.
tlm_sync_enum Fabric::take(int node, tlm_generic_payload &payload, tlm_phase & /*phase*/,
                           sc_core::sc_time &delay) {
    const WireEnd &end = doors_[at(node)]->end;
    auto &parcel = static_cast<Parcel &>(payload);
    const Cycle arrival = clock_.after(delay) + Cycle{end.length} * noc_.link_cycles;
    parcel.packet().traffic->flit_spans += parcel.packet().flits * end.length;
    give(end, parcel, arrival);
    return tlm::TLM_ACCEPTED;
}

/// The protocol has no blocking form; without this function the socket would keep a thread for it.
void Fabric::refuse(int /*node*/, tlm_generic_payload &payload, sc_core::sc_time & /*delay*/) {
    payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
}

/// Nodes always have room for what was sent to them.
tlm_sync_enum Fabric::room_back(int /*node*/, tlm_generic_payload & /*payload*/,
                                tlm_phase & /*phase*/, sc_core::sc_time & /*delay*/) {
    return tlm::TLM_ACCEPTED;
}

void Fabric::room_at_input(int router, int port, Parcel &parcel, Cycle cycle) {
    const WireEnd end = interconnect_.end(router, port);
    if (end.node < 0) {
        Post &post = built(end.router);
        if (post.router.room_back(end.port, cycle))
            post.alarm.at(cycle);
        return;
    }
    tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = clock_.until(cycle);
    doors_[at(end.node)]->in->nb_transport_bw(parcel, phase, delay);
}

void Fabric::pass_on(int router, int port, Parcel &parcel, Cycle head, Cycle tail) {
    const WireEnd end = interconnect_.end(router, port);
    if (end.node < 0) {
        give(end, parcel, head);
        return;
    }
    tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = clock_.until(tail);
    doors_[at(end.node)]->out->nb_transport_fw(parcel, phase, delay);
}

} // namespace cim
