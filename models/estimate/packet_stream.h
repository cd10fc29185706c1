// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace cim {

/// Places of a router's input, as its sender knows them: in cycles, taken and freed in order.
class InputPlaces {
  public:
    explicit InputPlaces(std::int64_t places) : left_(places) {}

    /// From when on so many are known to be free. Asked for a later packet, never earlier.
    std::int64_t free_from(std::int64_t places) {
        for (; left_ < places; returning_.pop_front()) {
            left_ += returning_.front().second;
            from_ = returning_.front().first;
        }
        return from_;
    }
    void take(std::int64_t places) { left_ -= places; }
    /// Known to be free again from `cycle` on.
    void give_back(std::int64_t places, std::int64_t cycle) {
        returning_.emplace_back(cycle, places);
    }

  private:
    std::int64_t left_, from_ = 0;
    std::deque<std::pair<std::int64_t, std::int64_t>> returning_; ///< cycle, places
};

/// The packets of one node on their way through the routers, as if nobody else used them: what each
/// router's rule (SwitchRouter, BusArbiter) makes of them, packet after packet. Each input holds a
/// few packets, whose places come back over the wire; a packet that enters a ring leaves one free;
/// one that goes to several nodes leaves an input when it has gone all its ways.
class PacketStream {
  public:
    using Cycle = std::int64_t;

    /// `interconnect` must outlive it.
    PacketStream(const NocSpec &noc, const Interconnect &interconnect, int from);

    /// A way to one or several nodes, none of them `from`; returns its number.
    int add_way(const std::vector<int> &to);

    /// Cycle from which there is space for the next packet, of so many flits, in the first router.
    Cycle entry(Cycle flits);
    /// The next packet leaves in cycle `start`, by a way: when its tail arrives at each of the
    /// way's nodes.
    const std::vector<Cycle> &pass(int way, Cycle start, Cycle flits);

  private:
    /// A router's input, to which all packets of the node come that pass the router.
    struct Input {
        InputPlaces places;
        Cycle wire; ///< cycles from the router (or node) before it
        Cycle head = 0, tail = 0, free = 0;
    };
    /// How a way leaves a router.
    struct Branch {
        int output = 0;
        int next = -1; ///< input; -1: a node
        int node = -1; ///< index among those of the way
        Cycle cycles = 0;
        int spare = 0;  ///< places that stay free behind it
        int pace = 1;   ///< cycles from flit to flit
        Cycle rest = 0; ///< of the output behind the last one's
    };
    struct Visit {
        int input = 0;
        std::vector<Branch> branches;
    };
    using Way = std::vector<Visit>; ///< a router comes behind the one before it

    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    Branch branch_to(const WireEnd &here, int port, int stop);
    Cycle grant(const Visit &visit, const Branch &first, std::int64_t places, Cycle ready);
    int input_at(const WireEnd &end);
    int output_at(int router, int port);

    NocSpec noc_;
    const Interconnect *interconnect_;
    int from_;
    Cycle rest_;                                   ///< of an input behind a packet
    std::vector<Input> inputs_;                    ///< [0]: of the node's router
    std::vector<Cycle> outputs_;                   ///< from when on each is free
    std::map<int, int> input_of_;                  ///< by router
    std::map<std::pair<int, int>, int> output_of_; ///< by router and port
    std::vector<Way> ways_;
    std::vector<Cycle> arrivals_;
};

} // namespace cim
