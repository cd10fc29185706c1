// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/duplication.h"
#include "models/mapping/placement.h"

#include <vector>

namespace cim {

/// Pixels of one image from a layer's tiles to those of another one.
struct PixelEdge {
    int from = -1, to = 0;  ///< layers; -1: the global buffer
    std::int64_t flits = 0; ///< to each tile
    bool to_all = false;    ///< a packet to each tile of the layer, else to one
};

/// A network to be cut over chips that follow one another.
struct CutProblem {
    int chips = 1;
    std::vector<int> rooms{1};     ///< tiles of each kind on a chip
    std::vector<LayerLoad> layers; ///< each in the room of its kind
    std::vector<PixelEdge> edges;
    int copy_tiles = 0; ///< of a chip, which copies may fill; 0: none are added
    int pace = 1;       ///< cycles of a flit on a link
};

/// Tiles of a chip: those of chip.tile, and those of each of its kinds.
std::vector<int> tiles_of_chip(const ChipSpec &chip);

/// Time and tiles of the layers of a placement, with the copies that they have there.
std::vector<LayerLoad> layer_loads(const ChipSpec &chip, const Placement &placement);

/// What a cut is of a network on a chip. `once`: its layers with the copies that are asked for.
CutProblem cut_problem(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                       const MappingSpec &mapping, const Placement &once);

/// The chip that each layer begins on when each is filled with whole layers before the next one. A
/// layer that is larger than a chip begins a fresh one; what it leaves of its last chip the next
/// layers may have. Empty: there are too few chips for that, or a layer of a chip with several
/// kinds of tiles is larger than it.
std::vector<int> filled_cut(const CutProblem &problem);

/// The same with the smallest largest stage of the pipeline, which is the slowest layer (with
/// copies in the tiles that are left on its chip) or the link to a chip; of those, with the fewest
/// flits on links: dynamic programming over the layers at which a chip begins (COMPASS, Park et
/// al., DATE 2025, searches such cuts). What goes back to the first chip is not looked at.
std::vector<int> balanced_cut(const CutProblem &problem);

/// Where each layer begins as mapping.chip or mapping.partition says; empty: tile after tile,
/// whatever chip they are on, as whole layers do not fit. Throws NoPlacement.
std::vector<int> chips_of_layers(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                                 const MappingSpec &mapping, const Placement &once);

} // namespace cim
