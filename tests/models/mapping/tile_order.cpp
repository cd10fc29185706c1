// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/estimate.h"
#include "models/mapping/timing.h"
#include "tests/models/small_network.h"
#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace cim {
namespace {

nn::QuantizedNetwork branching() {
    return nn::random_network({3, 8, 8},
                              {nn::conv(16, 3, 1, 1), nn::residual_conv(16, 3, 0),
                               nn::conv(32, 3, 2, 1), nn::residual_conv(32, 3, 2), nn::linear(10)},
                              1);
}

ChipSpec small_arrays() {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 32;
    chip.tile.processing_elements = 16;
    return chip;
}

/// Flits of an image times the sides of a tile that they are carried.
std::int64_t way(const ChipSpec &chip, TileOrder order) {
    MappingSpec mapping;
    mapping.order = order;
    const nn::QuantizedNetwork network = branching();
    const NetworkCounts work = count_work(design_of(network, chip, mapping));
    std::int64_t sum = work.input_flit_spans;
    for (const LayerCounts &layer : work.layers)
        sum += layer.flit_spans;
    return sum;
}

TEST(TileOrder, LeastTrafficIsShorterThanTheOthers) {
    for (const Topology topology : {Topology::Mesh, Topology::HTree}) {
        ChipSpec chip = small_arrays();
        chip.interconnect = topology;
        const std::int64_t least = way(chip, TileOrder::LeastTraffic);
        EXPECT_LT(least, way(chip, TileOrder::RowMajor));
        EXPECT_LT(least, way(chip, TileOrder::Snake));
    }
}

TEST(TileOrder, PutsEveryTileOnANodeOfItsOwn) {
    MappingSpec mapping;
    for (const TileOrder order : {TileOrder::RowMajor, TileOrder::Snake, TileOrder::LeastTraffic}) {
        mapping.order = order;
        const Placement placement = placed(branching(), small_arrays(), mapping);
        std::set<int> nodes{0};
        for (int tile = 0; tile < placement.tiles; ++tile)
            nodes.insert(placement.interconnect.node_of_tile(tile));
        EXPECT_EQ(static_cast<int>(nodes.size()), placement.tiles + 1);
        EXPECT_LT(*nodes.rbegin(), placement.interconnect.nodes());
    }
}

// 4 x 3 nodes: the second row runs backwards.
TEST(TileOrder, SnakeKeepsNeighboursTogether) {
    ChipSpec chip = small_arrays();
    chip.tiles = 200;
    MappingSpec mapping;
    mapping.order = TileOrder::Snake;
    const Interconnect mesh = placed(branching(), chip, mapping).interconnect;
    for (int tile = 0; tile + 1 < 200; ++tile)
        EXPECT_EQ(mesh.hops(mesh.node_of_tile(tile), mesh.node_of_tile(tile + 1)), 1);
}

// A binary number of nodes: 1 + 2 + 4 up to the root above 64 leaves, and down again.
TEST(Interconnect, TreeCountsWiresThatDoubleFromLevelToLevel) {
    const Interconnect tree = Interconnect::of(Topology::HTree, 64);
    EXPECT_EQ(tree.routers(), 16 + 4 + 1);
    EXPECT_EQ(tree.hops(0, 1), 0);
    EXPECT_EQ(tree.length(0, 1), 2);
    EXPECT_EQ(tree.hops(0, 63), 4);
    EXPECT_EQ(tree.length(0, 63), 14);
    EXPECT_EQ(tree.column_and_row(3), std::pair(1, 1));
}

TEST(Balance, GivesTheSlowestLayerCopiesAsLongAsTheyFit) {
    const nn::QuantizedNetwork network = branching();
    const ChipSpec chip = small_arrays();
    const Placement once = placed(network, chip);
    MappingSpec mapping;
    mapping.balance_tiles = 3 * once.tiles;
    const Placement balanced = placed(network, chip, mapping);
    EXPECT_LE(balanced.tiles, mapping.balance_tiles);
    const auto slowest = [&](const Placement &placement) {
        std::int64_t most = 0;
        for (const LayerPlacement &layer : placement.layers)
            most = std::max(most,
                            mvm_timing(chip, 0, layer).interval *
                                ((layer.gemm.vectors + layer.duplication - 1) / layer.duplication));
        return most;
    };
    EXPECT_LE(2 * slowest(balanced), slowest(once));
    mapping.balance_tiles = once.tiles; // no room for any
    EXPECT_EQ(placed(network, chip, mapping).tiles, once.tiles);
}

} // namespace
} // namespace cim
