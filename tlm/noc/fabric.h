// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/interconnect.h"
#include "tlm/noc/network_interface.h"
#include "tlm/noc/router.h"

#include <tlm_utils/multi_passthrough_initiator_socket.h>
#include <tlm_utils/multi_passthrough_target_socket.h>

#include <memory>
#include <string>
#include <vector>

namespace cim {

/// The network between the nodes. Whatever a router does reaches another one in a later cycle, so
/// the order within a cycle does not matter.
class Fabric : public sc_core::sc_module, private Router::Surroundings {
  public:
    Fabric(const sc_core::sc_module_name &name, Clock &clock, const NocSpec &noc,
           const Interconnect &interconnect, Timeline *timeline = nullptr);

    /// Packets from the nodes, and to them.
    tlm_utils::multi_passthrough_target_socket<Fabric, 32, MeshProtocol> in;
    tlm_utils::multi_passthrough_initiator_socket<Fabric, 32, MeshProtocol> out;

    void attach(int node, NetworkInterface &network);
    /// No packet is under way; counters go on.
    void reset();
    int routers() const { return static_cast<int>(posts_.size()); }
    /// Null if no packet has come to it.
    const Router *router(int index) const {
        return posts_[at(index)] ? posts_[at(index)]->router.get() : nullptr;
    }
    /// Routers are units of the chip that the fabric is in.
    std::string router_name(int index) const {
        return stats_.unit() + "." + Router::name_of(index);
    }

  private:
    /// A router, and when it looks at its inputs.
    struct Post {
        std::unique_ptr<Router> router;
        Timer timer;
    };

    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    std::unique_ptr<Router> make_router(int index);
    Post &built(int index);
    void give(const WireEnd &end, const Flits &flits);
    tlm::tlm_sync_enum take(int door, tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                            sc_core::sc_time &delay);
    tlm::tlm_sync_enum credit_back(int door, tlm::tlm_generic_payload &payload,
                                   tlm::tlm_phase &phase, sc_core::sc_time &delay);
    void space_at_input(const WireEnd &end, Packet &packet, Credit credit) override;
    void pass_on(const WireEnd &end, const Flits &flits) override;
    Stats &stats() override { return stats_; }

    Clock &clock_;
    const NocSpec noc_;
    const Interconnect interconnect_;
    Stats stats_{*this, get_parent_object()};
    Timeline *const timeline_;                 ///< for the outputs of routers; null: none
    std::vector<std::unique_ptr<Post>> posts_; ///< built when the first packet comes
    std::vector<WireEnd> doors_;               ///< where nodes are joined to their routers
    std::vector<int> door_of_;                 ///< by node: number of its door and sockets
};

} // namespace cim
