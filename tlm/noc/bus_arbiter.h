// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/credits.h"
#include "tlm/base/fifo.h"
#include "tlm/noc/router.h"

#include <set>
#include <vector>

namespace cim {

/// The arbiter of a bus: one packet at a time drives the wire and reaches all its nodes at once;
/// the nodes take turns. What it costs does not depend on how many nodes are silent. In a package
/// one of its ports leads to a router, which must have room for what goes there.
class BusArbiter : public Router {
  public:
    BusArbiter(const NocSpec &noc, const Interconnect &interconnect, int index,
               Surroundings &surroundings);

    void take(int port, const Flits &arriving) override;
    bool credit_back(int port, const Credit &credit) override;
    Cycle arbitrate(Cycle now) override;
    void reset() override;

  private:
    struct Waiting {
        Packet *packet;
        Cycle arrival, tail; ///< of its first and of its last flit
        bool to_router;
    };
    /// What a node wants to send.
    struct Input {
        Fifo<Waiting> queue;
        Cycle free = 0; ///< from when on one can be read
        Cycle ready() const { return std::max(queue.front().arrival, free); }
    };

    Input &input(int port) { return inputs_[static_cast<std::size_t>(port)]; }
    /// When the first packet of an input can go, for all that is known.
    Cycle sendable_from(int port, Cycle now);
    void grant(int from, Cycle now);

    std::vector<Input> inputs_;
    std::set<int> asking_; ///< inputs that are not empty
    int turn_ = 0;
    int to_router_ = -1; ///< the port that leads to a router; -1: all lead to nodes
    Credits space_;      ///< there
    Cycle free_ = 0;     ///< of the wire
};

} // namespace cim
