// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/fabric.h"

#include "tlm/noc/bus_arbiter.h"
#include "tlm/noc/channel_router.h"
#include "tlm/noc/switch_router.h"

#include <string>

namespace cim {

using tlm::tlm_generic_payload;
using tlm::tlm_phase;
using tlm::tlm_sync_enum;

Fabric::Fabric(const sc_core::sc_module_name &name, Clock &clock, const NocSpec &noc,
               const Interconnect &interconnect, Timeline *timeline)
    : sc_module(name), in("in"), out("out"), clock_(clock), noc_(noc), interconnect_(interconnect),
      timeline_(timeline), posts_(at(interconnect.routers())), door_of_(at(interconnect.nodes())) {
    in.register_nb_transport_fw(this, &Fabric::take);
    out.register_nb_transport_bw(this, &Fabric::credit_back);
}

void Fabric::attach(int node, NetworkInterface &network) {
    door_of_[at(node)] = static_cast<int>(doors_.size());
    doors_.push_back(interconnect_.door(node));
    network.to_router.bind(in);
    out.bind(network.from_router);
}

void Fabric::reset() {
    for (const auto &post : posts_)
        if (post) {
            post->router->reset();
            post->timer.cancel();
        }
}

std::unique_ptr<Router> Fabric::make_router(int index) {
    Router::Surroundings &around = *this;
    if (interconnect_.shared(index))
        return std::make_unique<BusArbiter>(noc_, interconnect_, index, around);
    if (noc_.virtual_channels > 0)
        return std::make_unique<ChannelRouter>(noc_, interconnect_, index, around);
    return std::make_unique<SwitchRouter>(noc_, interconnect_, index, around);
}

Fabric::Post &Fabric::built(int index) {
    std::unique_ptr<Post> &post = posts_[at(index)];
    if (!post) {
        const auto look = [this, index] {
            Post &mine = *posts_[at(index)];
            if (const Cycle next = mine.router->arbitrate(clock_.now()); next != never)
                mine.timer.at(next);
        };
        post.reset(new Post{make_router(index), {clock_, Phase::Route, look}});
        if (timeline_)
            post->router->observe(*timeline_, router_name(index));
    }
    return *post;
}

/// Flits will come to a router.
void Fabric::give(const WireEnd &end, const Flits &flits) {
    Post &post = built(end.router);
    post.router->take(end.port, flits);
    post.timer.at(flits.first);
}

/// A packet from a node.
tlm_sync_enum Fabric::take(int door, tlm_generic_payload &payload, tlm_phase & /*phase*/,
                           sc_core::sc_time &delay) {
    const WireEnd &end = doors_[at(door)];
    auto &packet = static_cast<Packet &>(payload);
    const PacketHeader &header = packet.header();
    const Cycle arrival = clock_.after(delay) + wire_cycles(noc_, end);
    header.traffic->flit_spans += header.flits * end.length;
    give(end, {&packet, arrival, header.flits, true, header.channel});
    return tlm::TLM_ACCEPTED;
}

/// Nodes always have space for what was sent to them.
tlm_sync_enum Fabric::credit_back(int /*door*/, tlm_generic_payload & /*payload*/,
                                  tlm_phase & /*phase*/, sc_core::sc_time & /*delay*/) {
    return tlm::TLM_ACCEPTED;
}

/// A credit goes back by a wire as long as the packet's.
void Fabric::space_at_input(const WireEnd &end, Packet &packet, Credit credit) {
    const bool router = end.node < 0;
    const int door = router ? -1 : door_of_[at(end.node)];
    const WireEnd &wire = router ? end : doors_[at(door)];
    credit.cycle += wire_cycles(noc_, wire);
    if (router) {
        Post &post = built(end.router);
        if (post.router->credit_back(end.port, credit))
            post.timer.at(credit.cycle);
        return;
    }
    tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = clock_.until(credit.cycle);
    in[door]->nb_transport_bw(packet, phase, delay);
}

/// A node has a packet when its tail is there.
void Fabric::pass_on(const WireEnd &end, const Flits &flits) {
    if (end.node < 0) {
        give(end, flits);
        return;
    }
    if (!flits.tail)
        return;
    tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = clock_.until(flits.last());
    out[door_of_[at(end.node)]]->nb_transport_fw(*flits.packet, phase, delay);
}

} // namespace cim
