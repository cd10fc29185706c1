// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/tile_share.h"

#include "models/mapping/dataflow.h"

#include <algorithm>

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Overlapping and adjoining ranges become one.
std::vector<Columns> merged(std::vector<Columns> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const Columns &a, const Columns &b) { return a.first < b.first; });
    std::vector<Columns> result;
    for (const Columns &range : ranges) {
        if (!result.empty() && range.first <= result.back().first + result.back().count) {
            const int end =
                std::max(result.back().first + result.back().count, range.first + range.count);
            result.back().count = end - result.back().first;
        } else {
            result.push_back(range);
        }
    }
    return result;
}

/// What a tile's own arrays do.
TileShare own_share(const ChipSpec &chip, const LayerPlacement &layer, int tile, int copy) {
    TileShare share;
    share.input_bytes = nn::code_bytes(layer.input_bits);
    std::vector<Columns> rows;
    const auto first =
        std::lower_bound(layer.arrays.begin(), layer.arrays.end(), tile,
                         [](const PlacedArray &array, int t) { return array.tile < t; });
    for (auto array = first; array != layer.arrays.end() && array->tile == tile; ++array) {
        if (array->copy != copy)
            continue;
        const Block &block = layer.blocks[at(array->block)];
        share.arrays.push_back(static_cast<int>(array - layer.arrays.begin()));
        share.results += block.cols;
        rows.push_back({block.row, block.rows});
        share.columns.push_back({block.col, block.cols});
        share.reduce_cycles +=
            buffer_accesses(chip, std::int64_t{4} * share.input_bytes * block.cols);
    }
    for (const Columns &range : merged(rows))
        share.load_accesses += buffer_accesses(chip, std::int64_t{share.input_bytes} * range.count);
    return share;
}

} // namespace

std::vector<TileShare> tile_shares(const ChipSpec &chip, const LayerPlacement &layer, int copy) {
    std::vector<TileShare> shares;
    const ChipSpec &own = layer.on(chip);
    for (int tile : layer.tiles)
        shares.push_back(own_share(own, layer, tile, copy));
    // Sums go to lower numbers: a tile that is reached has all that it will have.
    for (std::size_t i = shares.size(); i-- > 0;) {
        TileShare &share = shares[i];
        share.columns = merged(std::move(share.columns));
        for (const Columns &range : share.columns)
            share.outputs += range.count;
        share.target = layer.sum_target[at(copy)][i];
        if (layer.tiles[i] == layer.home || !share.takes_part())
            continue;
        TileShare &target = shares[at(share.target - layer.tiles.front())];
        target.sources.insert(target.sources.begin(), layer.tiles[i]);
        target.received += share.outputs;
        if (share.target == layer.home)
            continue;
        target.reduce_cycles += buffer_accesses(own, share.sum_bytes());
        target.columns.insert(target.columns.end(), share.columns.begin(), share.columns.end());
    }
    return shares;
}

std::vector<std::vector<int>> sum_targets(const ChipSpec &chip, const LayerPlacement &layer,
                                          const Interconnect &interconnect) {
    std::vector<std::vector<int>> targets(at(layer.duplication),
                                          std::vector<int>(layer.tiles.size(), layer.home));
    if (!chip.noc.reduction)
        return targets;
    std::vector<std::vector<int>> working(at(layer.duplication)); // tiles, by copy
    for (const PlacedArray &array : layer.arrays) {
        std::vector<int> &tiles = working[at(array.copy)];
        if (tiles.empty() || tiles.back() != array.tile)
            tiles.push_back(array.tile);
    }
    for (int copy = 0; copy < layer.duplication; ++copy)
        for (int tile : working[at(copy)]) {
            const int node = interconnect.node_of_tile(tile);
            int nearest = layer.home;
            const auto way_to = [&](int other) { // a link counts as its cycles
                const int there = interconnect.node_of_tile(other);
                return interconnect.length(node, there) + interconnect.delay(node, there);
            };
            int way = way_to(nearest);
            for (int other : working[at(copy)]) {
                if (other >= tile)
                    break;
                const int length = way_to(other);
                if (length < way) {
                    nearest = other;
                    way = length;
                }
            }
            targets[at(copy)][at(tile - layer.tiles.front())] = nearest;
        }
    return targets;
}

} // namespace cim
