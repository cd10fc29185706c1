// SPDX-License-Identifier: Apache-2.0
#include "tlm/fabric.h"

#include <string>

namespace cim {

using tlm::tlm_generic_payload;
using tlm::tlm_phase;
using tlm::tlm_sync_enum;

Fabric::Fabric(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc,
               const Interconnect &interconnect, Timeline *timeline)
    : sc_module(name), clock_(clock), noc_(noc), interconnect_(interconnect), timeline_(timeline),
      routers_(at(interconnect.routers())), doors_(at(interconnect.nodes())),
      next_(routers_.size(), never), alarm_(clock, Phase::Route) {
    SC_METHOD(look);
    sensitive << alarm_.event();
    dont_initialize();
}

void Fabric::attach(int node, NetworkInterface &network) {
    doors_[at(node)] =
        std::make_unique<Door>(("door" + std::to_string(node)).c_str(), interconnect_.door(node));
    Door &door = *doors_[at(node)];
    door.in.register_nb_transport_fw(this, &Fabric::take, node);
    door.out.register_nb_transport_bw(this, &Fabric::room_back, node);
    network.to_router.bind(door.in);
    door.out.bind(network.from_router);
}

Router &Fabric::built(int index) {
    std::unique_ptr<Router> &router = routers_[at(index)];
    if (!router) {
        router = std::make_unique<Router>(noc_, interconnect_, index,
                                          static_cast<Router::Surroundings &>(*this));
        if (timeline_)
            router->observe(*timeline_, "chip.router" + std::to_string(index));
    }
    return *router;
}

/// Has a router look at its inputs in a cycle.
void Fabric::wake(int router, Cycle cycle) {
    if (cycle >= next_[at(router)])
        return;
    next_[at(router)] = cycle;
    turns_.push({cycle, router});
    if (!looking_ && turns_.top().cycle == cycle)
        alarm_.at(cycle);
}

void Fabric::look() {
    const Cycle now = clock_.now();
    looking_ = true;
    while (!turns_.empty() && turns_.top().cycle <= now) {
        const Turn turn = turns_.top();
        turns_.pop();
        if (next_[at(turn.router)] != turn.cycle)
            continue; // it had an earlier one
        next_[at(turn.router)] = never;
        if (const Cycle next = built(turn.router).arbitrate(now); next != never)
            wake(turn.router, next);
    }
    looking_ = false;
    if (!turns_.empty())
        alarm_.at(turns_.top().cycle);
}

/// A packet from a node.
tlm_sync_enum Fabric::take(int node, tlm_generic_payload &payload, tlm_phase & /*phase*/,
                           sc_core::sc_time &delay) {
    const WireEnd &end = doors_[at(node)]->end;
    auto &parcel = static_cast<Parcel &>(payload);
    const Cycle arrival = clock_.after(delay) + Cycle{end.length} * noc_.link_cycles;
    parcel.packet().traffic->flit_spans += parcel.packet().flits * end.length;
    built(end.router).take(end.port, parcel, arrival);
    wake(end.router, arrival);
    return tlm::TLM_ACCEPTED;
}

/// Nodes always have room for what was sent to them.
tlm_sync_enum Fabric::room_back(int /*node*/, tlm_generic_payload & /*payload*/,
                                tlm_phase & /*phase*/, sc_core::sc_time & /*delay*/) {
    return tlm::TLM_ACCEPTED;
}

void Fabric::room_at_input(int router, int port, Parcel &parcel, Cycle cycle) {
    const WireEnd end = interconnect_.end(router, port);
    if (end.node < 0) {
        built(end.router).room_back(end.port, cycle);
        wake(end.router, cycle);
        return;
    }
    tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = clock_.until(cycle);
    doors_[at(end.node)]->in->nb_transport_bw(parcel, phase, delay);
}

void Fabric::pass_on(int router, int port, Parcel &parcel, Cycle head, Cycle tail) {
    const WireEnd end = interconnect_.end(router, port);
    if (end.node < 0) {
        built(end.router).take(end.port, parcel, head);
        wake(end.router, head);
        return;
    }
    tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = clock_.until(tail);
    doors_[at(end.node)]->out->nb_transport_fw(parcel, phase, delay);
}

} // namespace cim
