// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/mapping/placement.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Consecutive columns of a layer's output.
struct Columns {
    int first = 0, count = 0;
};

/// What one tile does for one window of its layer's copy.
struct TileShare {
    std::vector<int> arrays;        ///< indices into LayerPlacement::arrays; none: it has no part
    std::int64_t results = 0;       ///< columns of all of them
    std::vector<int> sources;       ///< tiles whose partial sums it adds to its own, ascending
    std::int64_t received = 0;      ///< columns of theirs
    int target = 0;                 ///< tile that gets its partial sums; the home tile's: itself
    std::vector<Columns> columns;   ///< outputs that it has a partial sum of, ascending
    int outputs = 0;                ///< sum of columns' counts
    int input_bytes = 1;            ///< of an input; each has a sum of its own
    std::int64_t load_accesses = 0; ///< of the buffer, to bring the window to the arrays
    std::int64_t reduce_cycles = 0; ///< on the tile's bus, to add what its sums are made of

    bool takes_part() const { return !arrays.empty(); }
    std::int64_t sum_bytes() const { return std::int64_t{4} * input_bytes * outputs; }
};

/// The shares of all tiles of the layer, parallel to LayerPlacement::tiles. What the home tile
/// receives is added by its vector unit, what others receive by the adder behind their arrays.
std::vector<TileShare> tile_shares(const ChipSpec &chip, const LayerPlacement &layer, int copy);

/// For each copy and tile of a layer the tile that gets its partial sums: with chip.noc.reduction
/// the nearest one (of those, the first) with a lower number that works on the same copy, else, and
/// where there is none, the home tile.
std::vector<std::vector<int>> sum_targets(const ChipSpec &chip, const LayerPlacement &layer,
                                          const Interconnect &interconnect);

} // namespace cim
