// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/fifo.h"
#include "tlm/noc/router.h"

#include <set>
#include <vector>

namespace cim {

/// The arbiter of a bus: one packet at a time drives the wire and reaches all its nodes at once;
/// the nodes take turns. What it costs does not depend on how many nodes are silent.
class BusArbiter : public Router {
  public:
    BusArbiter(const NocSpec &noc, const Interconnect &interconnect, Surroundings &surroundings);

    void take(int port, const Flits &arriving) override;
    /// Nodes always have space for what was sent to them.
    bool credit_back(int /*port*/, const Credit & /*credit*/) override { return false; }
    Cycle arbitrate(Cycle now) override;
    void reset() override;

  private:
    struct Waiting {
        Packet *packet;
        Cycle arrival;
    };
    /// What a node wants to send.
    struct Input {
        Fifo<Waiting> queue;
        Cycle free = 0; ///< from when on one can be read
        Cycle ready() const { return std::max(queue.front().arrival, free); }
    };

    Input &input(int port) { return inputs_[static_cast<std::size_t>(port)]; }
    void grant(int from, Cycle now);

    std::vector<Input> inputs_;
    std::set<int> asking_; ///< inputs that are not empty
    int turn_ = 0;
    Cycle free_ = 0; ///< of the wire
};

} // namespace cim
