// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/estimate/packet_stream.h"
#include "models/mapping/dataflow.h"
#include "models/mapping/timing.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace cim {

using Cycle = std::int64_t;

// What the stage recurrence knows of the flow through one chip: pixels, queues, routes, windows.

inline std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Arrivals and departures of the pixels of one receiver, all images in a row.
struct InputBuffer {
    const Receiver *spec = nullptr;
    Cycle credit = 0; ///< cycles until the sender knows of free space
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

/// An output queue: pixels that are ready, and when each has left.
struct Output {
    std::vector<Cycle> ready, sent;
    std::size_t delivery = 0; ///< next of the pixel at the head
    std::optional<PacketStream> packets;
    std::vector<int> ways; ///< of `packets`, by delivery; -1: on the same tile
    Cycle last_inject = 0; ///< cycle from which the network interface is free
    Cycle handed = 0;      ///< when the latest delivery was handed over

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
    int target = 0;                ///< tile
    Cycle credit = 0;              ///< cycles until it knows of free space there
    int way = 0;                   ///< of the tile's packets
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
    std::optional<PacketStream> packets;         ///< of partial sums
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
