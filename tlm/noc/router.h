// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/interconnect.h"
#include "tlm/base/clock.h"
#include "tlm/base/timeline.h"
#include "tlm/noc/packet.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cim {

/// Where wires meet: takes packets at its ports, lets them pass in a fair turn, and hands them on.
class Router {
  public:
    /// What a router sees of the network around it.
    class Surroundings {
      public:
        virtual ~Surroundings() = default;
        /// A place of an input is free from `cycle` on; `end`: the other end of its wire.
        virtual void space_at_input(const WireEnd &end, Packet &packet, Cycle cycle) = 0;
        /// The head of a packet that leaves by a wire reaches its other end in `head`, its tail in
        /// `tail`.
        virtual void pass_on(const WireEnd &end, Packet &packet, Cycle head, Cycle tail) = 0;
    };

    virtual ~Router() = default;

    /// A packet's head arrives at an input.
    virtual void take(int port, Packet &packet, Cycle arrival) = 0;
    /// A place is free at the other end of an output; true if a packet waits for that output.
    virtual bool credit_back(int port, Cycle cycle) = 0;
    /// Lets pass what can; returns the next cycle in which something may, or `never`.
    virtual Cycle arbitrate(Cycle now) = 0;
    /// Cycles for which each of its outputs was taken.
    virtual std::vector<Cycle> busy() const = 0;
    /// No packet is in it; counters go on.
    virtual void reset() = 0;
    /// Notes in `timeline` when each output is taken; `name`: the router's.
    virtual void observe(Timeline &timeline, const std::string &name) = 0;

    std::int64_t flits = 0, packets = 0; ///< that left; a packet counts once an output
};

} // namespace cim
