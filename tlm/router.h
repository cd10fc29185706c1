// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/interconnect.h"
#include "tlm/credits.h"
#include "tlm/fifo.h"
#include "tlm/packet.h"
#include "tlm/timeline.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cim {

/// A router: a few packets of buffer at each input, a fair turn of the inputs at each output. A
/// packet passes as soon as its head is there (virtual cut-through) and holds the output for its
/// flits. One that goes several ways leaves by all its outputs that are free at once, by the others
/// later. The arbiter of a bus has one output for all.
class Router {
  public:
    /// What the router sees of the network around it.
    class Surroundings {
      public:
        virtual ~Surroundings() = default;
        /// A place of an input is free from `cycle` on.
        virtual void room_at_input(int router, int port, Parcel &parcel, Cycle cycle) = 0;
        /// The head of a packet that leaves by a port reaches the other end in `head`, its tail in
        /// `tail`.
        virtual void pass_on(int router, int port, Parcel &parcel, Cycle head, Cycle tail) = 0;
    };

    Router(const NocSpec &noc, const Interconnect &interconnect, int index,
           Surroundings &surroundings);

    /// A packet's head arrives at an input.
    void take(int port, Parcel &parcel, Cycle arrival);
    /// A place is free at the other end of an output; true if a packet waits for that output.
    bool room_back(int port, Cycle cycle);
    /// Lets pass what can; returns the next cycle in which something may, or `never`.
    Cycle arbitrate(Cycle now);

    std::int64_t flits = 0, packets = 0; ///< a packet counts once an output
    std::vector<Cycle> busy;             ///< by output
    /// Notes in `timeline` when each output is taken; `name`: the router's.
    void observe(Timeline &timeline, const std::string &name);

  private:
    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    struct Waiting {
        Parcel *parcel;
        Cycle arrival;
        std::uint32_t ports; ///< by which it has yet to leave, a bit each; not used on a bus
    };
    /// An input: packets in order, and from when on one can be read.
    struct Input {
        Fifo<Waiting> queue;
        Cycle free = 0;
    };
    /// An output: whose turn it is, from when on it is free, room at its other end.
    struct Output {
        int turn = 0;
        Cycle free = 0;
        Credits room;
        bool to_node; ///< where everything that comes has its place already
        int length;
    };

    bool ready(const Input &input, Cycle now) const {
        return !input.queue.empty() && input.free <= now && input.queue.front().arrival <= now;
    }
    int turns_until(const Output &output, int from) const;
    void grant(int from, int to, Cycle now);
    void grant_bus(Cycle now);
    void leave(int from, Cycle now);
    Cycle next_chance(Cycle now);

    const NocSpec noc_;
    const Interconnect &interconnect_;
    const int index_;
    Surroundings &surroundings_;
    std::vector<Input> inputs_;
    std::vector<Output> outputs_;
    std::vector<int> ready_; ///< inputs, in the cycle under way
    Timeline *timeline_ = nullptr;
    std::vector<int> units_; ///< of the timeline, by output
};

} // namespace cim
