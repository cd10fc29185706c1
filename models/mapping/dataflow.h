// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/mapping/placement.h"
#include "models/mapping/tile_share.h"
#include "models/mapping/vector_work.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Places in an op's output queue, for pixels that wait to be sent.
inline constexpr int output_pixels = 4;
/// Largest transfer of the DMA between DRAM and global buffer.
inline constexpr int dma_burst_bytes = 256;
/// The tile number that stands for the global buffer (mesh node 0).
inline constexpr int global_buffer_tile = -1;

/// Room in a tile's buffer for one input of one op, whose pixels come in raster order.
struct Receiver {
    int source = -1;     ///< producing op, -1: the image
    int op = 0;          ///< consuming op; ops.size(): the global buffer, which collects logits
    int input = 0;       ///< which input of the op
    int tile = 0;        ///< where
    int pixels = 0;      ///< of the source's map
    int pixel_bytes = 0; ///< one or two a channel, or four a logit
    int capacity = 0;    ///< pixels that fit
};

/// A tile that takes a pixel, for all receivers there.
struct Stop {
    int tile = 0;
    std::vector<int> receivers; ///< indices into Dataflow::receivers
};

/// One packet a pixel: to a tile, or to several with multicast.
struct Delivery {
    std::vector<Stop> stops; ///< tiles ascend

    const Stop &at(int tile) const; ///< the stop at a tile
};

/// Who sends which pixels to whom, and how much room the receivers have.
struct Dataflow {
    std::vector<Receiver> receivers;
    std::vector<std::vector<Delivery>>
        deliveries;                       ///< [op + 1]; [0] is the image. First stops ascend
    std::vector<std::vector<int>> inputs; ///< [op][...]: receivers, all tiles and inputs
    std::vector<std::vector<std::vector<TileShare>>>
        shares;                ///< [layer][copy][...]: parallel to LayerPlacement::tiles
    std::vector<bool> running; ///< [op]: a pooling that takes pixels as they come, since the buffer
                               ///< cannot hold its map
    Schedule schedule = Schedule::Windows;

    const std::vector<Delivery> &from(int source) const {
        return deliveries[static_cast<std::size_t>(std::int64_t{source} + 1)];
    }
    /// Last pixel of the input's map that must be there for output pixel `window`; -1: none
    /// (padding only).
    int last_pixel(const nn::QuantizedOp &op, int input, int window) const;
};

/// Who sends which pixels to whom; no room is given to receivers yet.
Dataflow pixel_flow(const nn::QuantizedNetwork &network, const Placement &placement,
                    const ChipSpec &chip);

/// Plans the flow of pixels. A receiver gets the least room with which no join of two paths can
/// deadlock, and one more row of its map when all of the tile's buffer needs that and fits. Where
/// that least room does not fit, a pooling of a whole map is a running one, for which a pixel is
/// enough. Or says why the buffers cannot hold what the windows need.
common::Expected<Dataflow> plan_dataflow(const nn::QuantizedNetwork &network,
                                         const Placement &placement, const ChipSpec &chip);

/// First pixel that output pixel `window` or a later one needs; what comes before is free.
/// For window = op.out.pixels(): all pixels of the map.
int first_pixel(const nn::QuantizedOp &op, int input, int window);

/// Windows of an image that copy `copy` of the layer works on.
std::int64_t windows_of_copy(const LayerPlacement &layer, int copy);

/// Cycles of a pixel from an op to another one on the same tile: through the buffer.
std::int64_t local_cycles(const ChipSpec &chip, std::int64_t bytes);
/// Cycles that `accesses` of a tile's buffer take.
std::int64_t port_cycles(const ChipSpec &chip, std::int64_t accesses);
/// Cycles until a sender knows of room that was freed at another node.
std::int64_t credit_cycles(const ChipSpec &chip, const Interconnect &interconnect, int from,
                           int to);
/// Cycles that a transfer holds the global buffer's port, or in whole bursts the DRAM's channel.
std::int64_t global_buffer_cycles(const ChipSpec &chip, std::int64_t bytes);
std::int64_t dram_cycles(const ChipSpec &chip, std::int64_t bytes);
/// Results that a tile of the layer holds between its arrays and their receiver; also the partial
/// sums that the home tile holds of each other tile.
int result_slots(const LayerPlacement &layer);
/// Bytes of what the last op makes of an image: logits, or the next segment's input.
std::int64_t logits_bytes(const nn::QuantizedNetwork &network);
/// Images that the global buffer holds at once, beside the logits of two; 0: not one fits.
std::int64_t image_slots(const nn::QuantizedNetwork &network, const ChipSpec &chip);

} // namespace cim
