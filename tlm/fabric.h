// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/interconnect.h"
#include "tlm/network_interface.h"
#include "tlm/router.h"

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <memory>
#include <queue>
#include <vector>

namespace cim {

/// The network between the nodes: its routers, and one process that looks at those to which
/// something happens in a cycle. Whatever a router does reaches another one in a later cycle, so
/// the order within a cycle does not matter.
class Fabric : public sc_core::sc_module, private Router::Surroundings {
  public:
    Fabric(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc,
           const Interconnect &interconnect, Timeline *timeline = nullptr);

    void attach(int node, NetworkInterface &network);
    int routers() const { return static_cast<int>(routers_.size()); }
    /// Null if no packet has come to it.
    const Router *router(int index) const { return routers_[at(index)].get(); }

  private:
    SC_HAS_PROCESS(Fabric);
    using In = tlm_utils::simple_target_socket_tagged<Fabric, 32, MeshProtocol>;
    using Out = tlm_utils::simple_initiator_socket_tagged<Fabric, 32, MeshProtocol>;
    /// Where a node is joined to its router.
    struct Door : sc_core::sc_module {
        Door(const sc_core::sc_module_name &name, const WireEnd &wire)
            : sc_module(name), in("in"), out("out"), end(wire) {}
        In in;
        Out out;
        WireEnd end;
    };
    /// A router's turn in a cycle.
    struct Turn {
        Cycle cycle;
        int router;
        bool operator>(const Turn &other) const {
            return cycle != other.cycle ? cycle > other.cycle : router > other.router;
        }
    };

    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    Router &built(int index);
    void wake(int router, Cycle cycle);
    void look();
    tlm::tlm_sync_enum take(int node, tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                            sc_core::sc_time &delay);
    tlm::tlm_sync_enum room_back(int node, tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                                 sc_core::sc_time &delay);
    void room_at_input(int router, int port, Parcel &parcel, Cycle cycle) override;
    void pass_on(int router, int port, Parcel &parcel, Cycle head, Cycle tail) override;

    const Clock &clock_;
    const NocSpec noc_;
    const Interconnect interconnect_;
    Timeline *const timeline_;                     ///< for the outputs of routers; null: none
    std::vector<std::unique_ptr<Router>> routers_; ///< built when the first packet comes
    std::vector<std::unique_ptr<Door>> doors_;     ///< by node
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
    std::vector<Cycle> next_; ///< by router: its earliest turn
    bool looking_ = false;
    Alarm alarm_;
};

} // namespace cim
