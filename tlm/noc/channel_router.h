// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/credits.h"
#include "tlm/base/fifo.h"
#include "tlm/noc/router.h"

#include <vector>

namespace cim {

/// A router with virtual channels (Dally and Towles, chapter 16): every input has several buffers,
/// whose packets share links flit by flit. A packet's head first gets a virtual channel of the
/// output that it leaves by, which the tail gives up; then its flits ask for the switch, cycle by
/// cycle. Both choices go round fairly, the second in one iteration of iSLIP (McKeown 1999): each
/// output offers itself to an input, each input takes up one offer. A packet that goes several ways
/// has a channel for each and goes them independently.
class ChannelRouter : public Router {
  public:
    ChannelRouter(const NocSpec &noc, const Interconnect &interconnect, int index,
                  Surroundings &surroundings);

    void take(int port, const Flits &arriving) override;
    bool credit_back(int port, const Credit &credit) override;
    Cycle arbitrate(Cycle now) override;
    void reset() override;

  private:
    /// A way out of the router of the packet that has come to the front of a buffer.
    struct Way {
        int output = 0;
        int channel = -1;      ///< of the output; -1: none yet
        std::int64_t sent = 0; ///< flits
        int spare = 0;         ///< places that must stay free behind its packet
    };
    /// A buffer: flits that are here or on the wire, packet after packet.
    struct Buffer {
        Fifo<Flits> flits;
        std::vector<Way> ways; ///< of the first packet; none: there is no packet
        std::int64_t gone = 0; ///< flits of it that have left by all its ways
        Cycle ready = 0;       ///< from when on its head can ask for a channel
    };
    struct Input {
        std::vector<Buffer> buffers; ///< by virtual channel
        WireEnd end;
        int buffer_turn = 0, output_turn = 0;
    };
    /// A virtual channel of an output: from when on a packet can have it (`never`: one has it), and
    /// places of the buffer behind it.
    struct Channel {
        Cycle free = 0;
        Credits space;
    };
    struct Output {
        std::vector<Channel> channels;
        WireEnd end;
        int input_turn = 0, channel_turn = 0, asker_turn = 0;
        Cycle free = 0;                                ///< from when on a flit can leave
        bool to_node() const { return end.node >= 0; } // what comes has its place there already
    };

    static std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }
    int inputs() const { return static_cast<int>(inputs_.size()); }
    Buffer &buffer(int input, int channel) { return inputs_[at(input)].buffers[at(channel)]; }
    bool by_flits() const { return noc_.buffer_flits > 0; }

    void find_ways(int input, Buffer &buffer) const;
    static Cycle arrival(const Buffer &buffer, std::int64_t flit);
    Cycle channel_from(Output &output, const Way &way, Cycle now);
    void allocate(int to, Cycle now);
    bool allocate(Output &output, Way &way, Cycle now);
    Cycle sendable_from(const Buffer &buffer, const Way &way, Cycle now);
    Way *sendable(Buffer &buffer, int to, Cycle now);
    int offer(int to, Cycle now);
    void accept(int from, const std::vector<int> &offers, Cycle now);
    void send(int from, int channel, Way &way, Cycle now);
    void free_flits(int from, int channel, Cycle now);
    Cycle next_chance(Cycle now);

    std::vector<Input> inputs_;
    std::vector<Output> outputs_;
    std::vector<std::vector<int>> offers_; ///< by input: outputs, in one cycle
};

} // namespace cim
