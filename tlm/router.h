// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/clock.h"
#include "tlm/credits.h"
#include "tlm/packet.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <array>
#include <deque>

namespace cim {

/// A router of the mesh: five ports, X before Y, a few packets of buffer at each input, a fair
/// turn of the inputs at each output. A packet passes as soon as its head is there (virtual
/// cut-through) and holds the link for its flits.
class Router : public sc_core::sc_module {
  public:
    enum Port { North, East, South, West, Local, ports };
    using In = tlm_utils::simple_target_socket_tagged_optional<Router, 32, MeshProtocol>;
    using Out = tlm_utils::simple_initiator_socket_tagged_optional<Router, 32, MeshProtocol>;

    Router(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc,
           const MeshPlan &mesh, int node);

    sc_core::sc_vector<In> in;
    sc_core::sc_vector<Out> out;
    std::int64_t flits = 0, packets = 0;

  private:
    SC_HAS_PROCESS(Router);
    struct Waiting {
        tlm::tlm_generic_payload *payload;
        Cycle arrival;
    };
    /// An input: packets in order, and from when on the next one can leave.
    struct Input {
        std::deque<Waiting> queue;
        Cycle free = 0;
    };
    /// An output: whose turn it is, from when on the link is free, room at its other end.
    struct Output {
        explicit Output(int places) : room(places) {}
        int turn = 0;
        Cycle free = 0;
        Credits room;
    };

    tlm::tlm_sync_enum take(int port, tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                            sc_core::sc_time &delay);
    tlm::tlm_sync_enum room_back(int port, tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                                 sc_core::sc_time &delay);
    void arbitrate();
    void grant(int from, int to, Cycle now);
    Cycle next_chance(Cycle now);
    int route(const tlm::tlm_generic_payload &payload) const;

    const Clock &clock_;
    const NocSpec noc_;
    const MeshPlan mesh_;
    const int node_;
    std::array<Input, ports> inputs_;
    std::vector<Output> outputs_;
    Alarm alarm_;
};

} // namespace cim
