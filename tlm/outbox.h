// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/activity.h"
#include "tlm/line_buffer.h"
#include "tlm/network_interface.h"

#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace cim {

/// A tile that needs the pixels of an op: where it is and what buffers there take them.
struct Destination {
    const Delivery *delivery = nullptr;
    int node = 0;
    std::string name; ///< of the unit there
    std::vector<LineBuffer *> buffers;
};

/// The output queue of an op (or of the image): each pixel goes to all destinations in turn, as
/// one packet, when all buffers there have room for it.
class Outbox : public sc_core::sc_module {
  public:
    /// For pixels of `pixel_bytes`; `loop_cycles`: to a destination on the same node.
    Outbox(const sc_core::sc_module_name &name, const Clock &clock, const NocSpec &noc, int node,
           int tile, std::int64_t pixel_bytes, Cycle loop_cycles, NetworkInterface &network,
           PacketPool &pool, Traffic &traffic, BufferPorts &ports);

    void add_destination(Destination destination);

    bool has_place() const { return pixels_.size() < output_pixels; }
    void on_place(std::function<void()> wake) { wake_ = std::move(wake); }
    /// A pixel that is complete in cycle `ready`; its bytes, or none without data.
    void put(std::vector<std::uint8_t> pixel, Cycle ready);
    /// The destination that has no room for the next pixel; empty when it is not room that lacks.
    const std::string &waits_for() const { return activity.whom(); }

    Activity activity;

  private:
    SC_HAS_PROCESS(Outbox);
    struct Pixel {
        std::vector<std::uint8_t> bytes;
        Cycle ready;
    };

    void send();
    void advance(Cycle now);
    bool send_to(const Destination &destination);

    const Clock &clock_;
    const NocSpec noc_;
    const int node_, tile_;
    const std::int64_t pixel_bytes_;
    const Cycle loop_cycles_;
    NetworkInterface &network_;
    PacketPool &pool_;
    Traffic &traffic_;
    BufferPorts &ports_;
    int sender_ = 0; ///< at the network interface
    std::vector<Destination> destinations_;
    std::size_t next_ = 0; ///< destination of the oldest pixel
    const Destination *lacks_room_ = nullptr;
    std::deque<Pixel> pixels_;
    std::function<void()> wake_;
    Alarm alarm_;
};

} // namespace cim
