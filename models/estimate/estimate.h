// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/design.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cim {

/// What one image makes a layer do. The chip counts the same things one by one; they must be equal.
struct LayerCounts {
    std::int64_t windows = 0;
    std::int64_t mvms = 0;        ///< over all blocks
    std::int64_t reads = 0;       ///< array reads (steps)
    std::int64_t conversions = 0; ///< columns converted
    std::int64_t flits =
        0; ///< injected by this layer's tiles (partial sums and results), and for layer 0 ...
    std::int64_t flit_hops = 0;                       ///< flits x routers, less the first one
    std::int64_t flit_spans = 0;                      ///< flits x sides of a tile of wire
    std::int64_t link_flits = 0;                      ///< flits x links between chips
    std::int64_t vector_ops = 0;                      ///< elements through the vector unit
    std::int64_t buffer_reads = 0, buffer_writes = 0; ///< tile buffer accesses of width_bits
};

/// What one image makes the whole chip do.
struct NetworkCounts {
    std::vector<LayerCounts> layers;                   ///< parallel to Placement::layers
    std::int64_t input_flits = 0, input_flit_hops = 0; ///< image pixels from the global buffer
    std::int64_t input_flit_spans = 0, input_link_flits = 0;
    std::int64_t global_buffer_bytes = 0;
    std::int64_t dram_bytes = 0;
    std::int64_t dram_rows = 0;      ///< opened, of a memory with rows; none conflicts
    std::int64_t dram_refreshes = 0; ///< of its channels; they follow from time (dram_refreshes())
};

/// Counts of one image, in closed form.
NetworkCounts count_work(const Design &design);

/// When things happen if nobody is in anybody's way: the stage recurrence over windows, images back
/// to back.
struct TimingEstimate {
    std::int64_t latency_cycles = 0;      ///< first image: start of its DMA to its logits in DRAM
    std::int64_t interval_cycles = 0;     ///< between images in the steady state: the busiest stage
    std::vector<std::int64_t> layer_busy; ///< cycles that each layer's arrays work on one image
};

TimingEstimate estimate_timing(const Design &design);

} // namespace cim
