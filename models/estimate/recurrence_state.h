// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"
#include "models/mapping/timing.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cim {

using Cycle = std::int64_t;

// What the stage recurrence knows of the flow through one chip: pixels, queues, routes, windows.

inline std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Arrivals and departures of the pixels of one receiver, all images in a row.
struct InputBuffer {
    const Receiver *spec = nullptr;
    Cycle credit = 0; ///< cycles until the sender knows of free buffer
    std::vector<Cycle> arrived, freed;

    std::int64_t arrivals() const { return static_cast<std::int64_t>(arrived.size()); }
    /// Whether pixel `q` may be sent yet, and from when on.
    bool has_space(std::int64_t q) const {
        return q < spec->capacity || q - spec->capacity < static_cast<std::int64_t>(freed.size());
    }
    Cycle space_from(std::int64_t q) const {
        return q < spec->capacity ? 0 : freed[at(q - spec->capacity)] + credit;
    }
    void free_until(std::int64_t pixels, Cycle cycle) {
        if (pixels > static_cast<std::int64_t>(freed.size()))
            freed.resize(at(pixels), cycle);
    }
};

/// The routers between two nodes, as if nobody else used them: each has an input buffer of a few
/// packets, whose places come back over the wire when a packet's flits have passed.
class Route {
  public:
    Route(const NocSpec &noc, const Interconnect &interconnect, int node_a, int node_b)
        : noc_(noc), hold_(hold_cycles(noc, interconnect, 0)),
          lengths_(interconnect.path(node_a, node_b).lengths),
          passed_(lengths_.size() - 1, std::vector<Cycle>(at(noc.buffer_packets))),
          last_(passed_.size()) {}

    /// Cycle from which the next packet may enter the first router.
    Cycle entry() const { return passed_[0][place()]; }

    /// The next packet is sent in cycle `start`; returns when its tail arrives.
    Cycle pass(Cycle start, Cycle flits) {
        Cycle head = start + lengths_[0] * noc_.link_cycles;
        for (std::size_t i = 0; i < passed_.size(); ++i) {
            head = std::max(head, last_[i]);
            if (i + 1 < passed_.size())
                head = std::max(head, passed_[i + 1][place()]);
            passed_[i][place()] = head + flits + lengths_[i] * noc_.link_cycles;
            last_[i] = head + flits + hold_;
            head += noc_.router_cycles + lengths_[i + 1] * noc_.link_cycles;
        }
        ++packets_;
        return head + flits - 1;
    }

  private:
    std::size_t place() const { return packets_ % at(noc_.buffer_packets); }

    NocSpec noc_;
    Cycle hold_; ///< of an output, beside the flits
    std::vector<int> lengths_;
    std::vector<std::vector<Cycle>>
        passed_;              ///< by router and place: when it was known to be free again
    std::vector<Cycle> last_; ///< latest of them, by router
    std::size_t packets_ = 0;
};

/// An output queue: pixels that are ready, and when each has left.
struct Output {
    std::vector<Cycle> ready, sent;
    std::size_t delivery = 0;               ///< next of the pixel at the head
    std::vector<std::vector<Route>> routes; ///< by delivery and stop; none on the same tile
    Cycle last_inject = 0;                  ///< cycle from which the network interface is free
    Cycle handed = 0;                       ///< when the latest delivery was handed over

    /// Whether there is a place for pixel `p`, and from when on.
    bool has_place(std::int64_t p) const {
        return p < output_pixels || p - output_pixels < static_cast<std::int64_t>(sent.size());
    }
    Cycle place_from(std::int64_t p) const {
        return p < output_pixels ? 0 : sent[at(p - output_pixels)];
    }
};

/// Partial sums of a tile on their way to another one that adds them.
struct SumLink {
    int target = 0;   ///< tile
    Cycle credit = 0; ///< cycles until it knows of buffer there
    Route route;
    std::vector<Cycle> arrived{};  ///< by window sent here: when its sums were there
    std::vector<Cycle> consumed{}; ///< by window sent here: when they were added
    /// The next window whose sums are to be added.
    std::size_t next() const { return consumed.size(); }
    bool has_next() const { return next() < arrived.size(); }
};

/// Windows of one tile of a matrix layer on their way through its arrays.
struct TileFlow {
    int tile = 0;
    bool home = false;
    InputBuffer *buffer = nullptr;
    std::vector<const TileShare *> shares;       ///< by copy
    std::vector<SumLink> links;                  ///< to other tiles
    std::vector<std::size_t> link_of;            ///< by copy: index into links
    std::vector<Cycle> copy_free, register_free; ///< by copy
    Cycle load_end = 0, start = 0, reduce_end = 0, inject_end = 0;
    std::int64_t window = 0;             ///< next to load
    std::vector<Cycle> reduced;          ///< by window done here: end of its reduction
    std::vector<Cycle> left;             ///< by window done here: its result has left
    std::vector<std::int64_t> window_of; ///< by window done here
};

} // namespace cim
