// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/credits.h"
#include "tlm/base/fifo.h"
#include "tlm/noc/router.h"

#include <vector>

namespace cim {

/// A router of a mesh, torus or tree: a few packets of buffer at each input, a fair turn of the
/// inputs at each output. A packet passes as soon as its head is there (virtual cut-through) and
/// holds the output for its flits. One that goes several ways leaves by all its outputs that are
/// free at once, by the others later.
class SwitchRouter : public Router {
  public:
    SwitchRouter(const NocSpec &noc, const Interconnect &interconnect, int index,
                 Surroundings &surroundings);

    void take(int port, const Flits &arriving) override;
    bool credit_back(int port, const Credit &credit) override;
    Cycle arbitrate(Cycle now) override;
    void reset() override;

  private:
    using Ports = std::uint32_t; ///< a set, a bit each
    struct Waiting {
        Packet *packet = nullptr;
        Cycle arrival = 0;
        Ports ports = 0; ///< by which it leaves
        Cycle tail = 0;  ///< when its last flit is here
        Cycle gone = 0;  ///< from when on that has left by the ways that it has gone
    };
    /// What choices ask of an input, all inputs side by side.
    struct Front {
        Cycle ready = never; ///< from when on its first packet can be read; never: there is none
        Ports ports = 0;     ///< by which that has yet to leave
    };
    /// An input, and the packets in it.
    struct Input {
        Waiting first;
        Cycle free = 0; ///< from when on one can be read at all
        Fifo<Waiting> behind;
        WireEnd end;
    };
    /// An output: whose turn it is, from when on it is free, space at its other end.
    struct Output {
        Cycle free = 0;
        int turn = 0;
        Credits space;
        WireEnd end;
        Ports entering = 0; ///< inputs whose packets enter a ring of links by it
        bool to_node() const { return end.node >= 0; } // what comes has its place there already
    };

    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    void come_first(int port, const Waiting &waiting);
    Ports ready_inputs(Cycle now) const;
    Ports with_space(int to, Ports ready, Cycle now);
    std::int64_t places_for(int from, const Output &output) const;
    int in_turn(int to, Ports ready) const;
    void grant(int from, int to, Cycle now);
    void leave(int from);
    Cycle next_chance(Cycle now);

    std::vector<Front> fronts_; ///< by input
    std::vector<Input> inputs_;
    std::vector<Output> outputs_;
};

} // namespace cim
