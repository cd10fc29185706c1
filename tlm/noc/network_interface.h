// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/clock.h"
#include "tlm/base/credits.h"
#include "tlm/base/fifo.h"
#include "tlm/base/statistics.h"
#include "tlm/noc/packet.h"
#include "tlm/noc/packet_trace.h"

#include <systemc>
#include <tlm>
#include <tlm_utils/passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <functional>
#include <vector>

namespace cim {

/// The door between a node of the mesh and its router: puts the packets of several senders on the
/// link one after another, and hands over what arrives.
class NetworkInterface : public sc_core::sc_module {
  public:
    NetworkInterface(const sc_core::sc_module_name &name, Clock &clock, const NocSpec &noc);

    tlm_utils::simple_initiator_socket<NetworkInterface, 32, MeshProtocol> to_router;
    tlm_utils::passthrough_target_socket<NetworkInterface, 32, MeshProtocol> from_router;

    /// A new sender; `sent` is called when its packet is on the link.
    int add_sender(std::function<void()> sent);
    bool idle(int sender) const { return !at(sender).payload; }
    void send(int sender, Packet &packet);
    /// To this node itself, through its buffer.
    void loop_back(Packet &packet, Cycle cycles);
    /// Who gets the packets that arrive.
    void on_arrival(std::function<void(Packet &)> receive) { receive_ = std::move(receive); }

    /// Nothing is to be sent or has arrived; counters go on.
    void reset();

    /// Records in `trace` (null: nowhere) what is sent from here and lands here.
    void record(PacketTrace *trace) { trace_ = trace; }

    Stats stats{*this};
    Counter flits{stats, "flits", Measure::Count, "flits sent into the interconnect"};
    Counter packets{stats, "packets", Measure::Count, "packets sent into the interconnect"};

  private:
    struct Sender {
        std::function<void()> sent;
        Packet *payload = nullptr;
    };

    struct Arrival {
        Cycle cycle;
        Packet *packet;
    };

    const Sender &at(int sender) const { return senders_[static_cast<std::size_t>(sender)]; }
    tlm::tlm_sync_enum take(tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                            sc_core::sc_time &delay);
    tlm::tlm_sync_enum credit_back(tlm::tlm_generic_payload &payload, tlm::tlm_phase &phase,
                                   sc_core::sc_time &delay);
    std::size_t next_sender() const;
    Cycle space_from(std::int64_t places);
    int next_channel(std::int64_t places);
    void inject();
    void arrive(Packet &packet, Cycle cycle);
    void hand_over();

    Clock &clock_;
    std::vector<Sender> senders_;
    std::size_t turn_ = 0;
    int waiting_ = 0; ///< senders with a packet
    Cycle link_free_ = 0;
    PacketTrace *trace_ = nullptr;
    const NocSpec noc_;
    std::vector<Credits> space_; ///< by virtual channel
    int channel_turn_ = 0;
    Timer timer_;
    Fifo<Arrival> arrivals_; ///< in the order of their cycles
    Timer arrival_;
    std::function<void(Packet &)> receive_;
};

} // namespace cim
