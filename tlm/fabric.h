// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/interconnect.h"
#include "tlm/network_interface.h"
#include "tlm/router.h"

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <memory>
#include <vector>

namespace cim {

/// The network between the nodes. Whatever a router does reaches another one in a later cycle, so
/// the order within a cycle does not matter.
class Fabric : public sc_core::sc_module, private Router::Surroundings {
  public:
    Fabric(const sc_core::sc_module_name &name, Clock &clock, const NocSpec &noc,
           const Interconnect &interconnect, Timeline *timeline = nullptr);

    void attach(int node, NetworkInterface &network);
    int routers() const { return static_cast<int>(posts_.size()); }
    /// Null if no packet has come to it.
    const Router *router(int index) const {
        return posts_[at(index)] ? &posts_[at(index)]->router : nullptr;
    }

  private:
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
    /// A router, and when it looks at its inputs.
    struct Post {
        Router router;
        Alarm alarm;
    };

    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    Post &built(int index);
    void give(const WireEnd &end, Parcel &parcel, Cycle arrival);
    tlm::tlm_sync_enum take(int node, tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                            sc_core::sc_time &delay);
    void refuse(int node, tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    tlm::tlm_sync_enum room_back(int node, tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                                 sc_core::sc_time &delay);
    void room_at_input(int router, int port, Parcel &parcel, Cycle cycle) override;
    void pass_on(int router, int port, Parcel &parcel, Cycle head, Cycle tail) override;

    Clock &clock_;
    const NocSpec noc_;
    const Interconnect interconnect_;
    Timeline *const timeline_;                 ///< for the outputs of routers; null: none
    std::vector<std::unique_ptr<Post>> posts_; ///< built when the first packet comes
    std::vector<std::unique_ptr<Door>> doors_; ///< by node
};

} // namespace cim
