// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace cim {

/// Copies that a layer's weights may have at most.
inline constexpr int most_copies = 4096;

/// What a matrix layer takes of time and tiles, with some copies of its weights.
struct LayerLoad {
    double product = 0; ///< cycles from one product of an array to the next
    std::int64_t vectors = 1;
    int blocks = 1, tile_arrays = 1;
    int copies = 1;
    int room = 0; ///< number of the room that its tiles are in

    int tiles(int duplication) const {
        return static_cast<int>((std::int64_t{blocks} * duplication + tile_arrays - 1) /
                                tile_arrays);
    }
    int tiles() const { return tiles(copies); }
    /// Cycles that its arrays work on an image.
    double cycles() const {
        const std::int64_t rounds = (vectors + copies - 1) / copies;
        return product * static_cast<double>(rounds);
    }
};

/// Copies, no fewer than it has, with which a layer takes so many cycles at most; 0: no number of
/// them will do.
int copies_for(const LayerLoad &layer, double cycles);

/// Gives one more copy to the layer that works longest as long as it fits into its room and into
/// `all` tiles. `rooms`: tiles of each, or as_many_as_needed.
inline constexpr int as_many_as_needed = std::numeric_limits<int>::max();
void add_copies(std::vector<LayerLoad> &layers, const std::vector<int> &rooms, int all);

/// Cycles of the slowest of layers range.first to range.second - 1 when copies of them fill `all`
/// tiles, and of each room no more than `rooms` says, as they serve best.
double filled_cycles(const std::vector<LayerLoad> &layers, std::pair<int, int> range,
                     const std::vector<int> &rooms, int all);

} // namespace cim
