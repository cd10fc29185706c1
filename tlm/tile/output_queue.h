// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/activity.h"
#include "tlm/base/fifo.h"
#include "tlm/tile/line_buffer.h"
#include "tlm/tile/node_parts.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cim {

/// Tiles that get the pixels of an op in one packet: where they are and what buffers there take
/// them.
struct Destination {
    /// Space in a buffer, and the full name of the unit that it is in.
    struct Consumer {
        CreditLink *credits;
        std::string name;
        Lack unit{Lack::What::Unit, name};   ///< what the output queue lacks while it has no space
        Lack space{Lack::What::Space, name}; ///< and what whoever fills the queue lacks
    };
    const Delivery *delivery = nullptr;
    std::vector<int> nodes;
    std::vector<Consumer> consumers;
};

/// The output queue of an op (or of the image): each pixel goes to all destinations in turn, as
/// one packet, when all buffers there have space for it.
class OutputQueue : public sc_core::sc_module {
  public:
    /// Where it stands, and what it sends.
    struct Setup {
        int node, tile;
        std::int64_t pixel_bytes;
        Cycle loop_cycles; ///< to a destination on the same node
    };

    OutputQueue(const sc_core::sc_module_name &name, const NodeParts &parts, const NocSpec &noc,
                const Setup &setup);

    void add_destination(Destination destination, const Interconnect &interconnect);

    bool has_place() const { return pixels_.size() < output_pixels; }
    void on_place(std::function<void()> wake) { wake_ = std::move(wake); }
    /// A pixel that is complete in cycle `ready`; its bytes, or none without data.
    void put(std::vector<std::uint8_t> pixel, Cycle ready);
    /// Empty, as at the start.
    void reset();
    /// The destination that has no space for the next pixel; null when it is not space that lacks.
    const Destination::Consumer *lacks_space() const { return lacks_space_; }

    Activity activity;

  private:
    struct Pixel {
        std::vector<std::uint8_t> bytes;
        Cycle ready;
    };

    void send();
    void advance(Cycle now);
    struct Branch {
        Destination destination;
        std::unique_ptr<RouteTree> tree; ///< to several nodes
        std::size_t lacking = 0;         ///< consumer that had no space when last looked at
    };
    bool space_at(Branch &branch, Cycle now);
    bool send_to(Branch &branch);

    Clock &clock_;
    const NocSpec noc_;
    const Setup setup_;
    NetworkInterface &network_;
    PacketPool &pool_;
    Traffic &traffic_;
    BufferPorts &ports_;
    int sender_ = 0; ///< at the network interface
    std::vector<Branch> branches_;
    std::size_t next_ = 0; ///< branch of the oldest pixel
    const Destination::Consumer *lacks_space_ = nullptr;
    Fifo<Pixel> pixels_;
    std::function<void()> wake_;
    Timer timer_;
};

} // namespace cim
