// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/interconnect.h"
#include "models/chip/noc_spec.h"
#include "tlm/base/clock.h"
#include "tlm/base/statistics.h"
#include "tlm/base/timeline.h"
#include "tlm/noc/packet.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cim {

/// Flits of a packet that follow each other on a wire without a gap: all of it, or some.
struct Flits {
    Packet *packet = nullptr;
    Cycle first = 0; ///< when the first of them is at the end of the wire
    std::int64_t count = 0;
    bool tail = true; ///< the packet's last flit is one of them
    int channel = 0;  ///< virtual channel of the input that they come to
    Cycle lag = 0;    ///< cycles by which the last one is later than if one came every cycle

    Cycle last() const { return first + count - 1 + lag; }
};

/// Places of an input that its sender may use again.
struct Credit {
    int channel = 0;
    std::int64_t places = 1;
    Cycle cycle = 0; ///< from when on
};

/// Where wires meet: takes packets at its ports, lets them pass in a fair turn, and hands them on.
class Router {
  public:
    /// What a router sees of the network around it.
    class Surroundings {
      public:
        virtual ~Surroundings() = default;
        /// Places of an input are free that the packet took; `end`: the other end of its wire. A
        /// node gets back all that its packet took at once.
        virtual void space_at_input(const WireEnd &end, Packet &packet, Credit credit) = 0;
        /// Flits leave by a wire.
        virtual void pass_on(const WireEnd &end, const Flits &flits) = 0;
        /// Those of the unit that routers are parts of.
        virtual Stats &stats() = 0;
    };

    virtual ~Router() = default;

    /// Of router `index`, within that unit.
    static std::string name_of(int index) { return "router" + std::to_string(index); }

    /// Flits come to an input, behind those that have come before.
    virtual void take(int port, const Flits &arriving) = 0;
    /// Places are free at the other end of an output; true if a packet waits for that output.
    virtual bool credit_back(int port, const Credit &credit) = 0;
    /// Lets pass what can; returns the next cycle in which something may, or `never`.
    virtual Cycle arbitrate(Cycle now) = 0;
    /// No packet is in it; counters go on.
    virtual void reset() = 0;
    /// Cycles for which each of its outputs was taken.
    const std::vector<Cycle> &busy() const { return busy_; }
    /// Notes in `timeline` when each output is taken; `name`: the router's.
    void observe(Timeline &timeline, const std::string &name);

    Counter flits, packets;

  protected:
    Router(const NocSpec &noc, const Interconnect &interconnect, int index,
           Surroundings &surroundings, int outputs);

    /// An output is taken for some cycles.
    void hold(int output, Cycle from, Cycle until);

    const NocSpec noc_;
    const Interconnect &interconnect_;
    const int index_;
    Surroundings &surroundings_;

  private:
    std::vector<Cycle> busy_; ///< by output
    Timeline *timeline_ = nullptr;
    std::vector<int> units_; ///< of the timeline, by output
};

} // namespace cim
