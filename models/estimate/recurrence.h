// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/estimate/estimate.h"
#include "models/estimate/memory_flow.h"
#include "models/estimate/recurrence_state.h"

#include <vector>

namespace cim {

/// The stage recurrence: every event's cycle follows from earlier ones, so each op goes on as far
/// as what is known allows, in turn, until all is known.
class Recurrence {
  public:
    /// `design` must outlive it.
    explicit Recurrence(const Design &design);

    TimingEstimate run();

  private:
    /// Images that are followed: the first gives the latency, the last two the interval.
    static constexpr int images = 6;

    int ops() const { return static_cast<int>(network_.ops.size()); }
    int tile_of(int source) const {
        return source < 0 ? global_buffer_tile : placement_.ops[at(source)].tile;
    }
    int node_of(int tile) const { return placement_.interconnect.node_of_tile(tile); }
    /// Cycles until tile a knows of free space at tile b.
    Cycle credit(int tile_a, int tile_b) const {
        return credit_cycles(chip_, placement_.interconnect, node_of(tile_b), node_of(tile_a));
    }
    /// The receiver of an op's input on a tile.
    InputBuffer &buffer(int op, int input, int tile);
    void place_output(int source);
    void place_tiles(int layer);

    // Each goes on as far as it can; false when it could not.
    bool advance(int op);
    bool read_images();
    bool multiply(int layer, TileFlow &tile);
    std::vector<SumLink *> links_to(int layer, const TileShare &share, std::size_t copy);
    bool send_sums(const LayerPlacement &layer, TileFlow &tile);
    bool combine(int op, int layer);
    bool pool_or_add(int op);
    bool send(int source);
    bool deliver(std::int64_t q, const Delivery &delivery, Output &output);
    bool write_logits();
    void emit(int op, Cycle start, const VectorWork &work);

    const nn::QuantizedNetwork &network_;
    const Placement &placement_;
    const ChipSpec &chip_;
    const DeviceSpec &device_;
    const Dataflow &flow_;
    std::vector<InputBuffer> buffers_;         ///< parallel to flow_.receivers
    std::vector<Output> outputs_;              ///< [op + 1]; [0]: the image
    std::vector<Cycle> vector_free_;           ///< by op
    std::vector<std::int64_t> steps_;          ///< by op that is no matrix product: done
    std::vector<std::vector<TileFlow>> tiles_; ///< by layer
    std::vector<MvmTiming> timing_;            ///< likewise
    MemoryFlow memory_;
    std::int64_t image_ = 0; ///< next one to be read from DRAM
    Cycle dma_ = 0, read_free_ = 0, write_free_ = 0;
    std::vector<Cycle> buffered_, slot_free_; ///< by pixel, by image
    std::vector<Cycle> done_;                 ///< by image: its logits are in DRAM
};

} // namespace cim
