// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/segments.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <set>

namespace cim {
namespace {

/// Three matrix layers that take one tile of one array each, and a pooling.
nn::QuantizedNetwork three_layers() {
    return nn::random_network(
        {1, 8, 8}, {nn::conv(4, 3, 1, 1), nn::max_pool(2, 2), nn::conv(4, 3, 1, 1), nn::linear(4)},
        1);
}

ChipSpec chip_of(int tiles) {
    ChipSpec chip;
    chip.tiles = tiles;
    chip.tile.processing_elements = 1;
    return chip;
}

TEST(Segments, AreAsFewAsTheTilesAllow) {
    const auto network = three_layers();
    for (const auto &[tiles, segments] : {std::pair(1, 3U), std::pair(2, 2U), std::pair(3, 1U)}) {
        const auto plan = plan_segments(network, chip_of(tiles), {}, {});
        ASSERT_TRUE(plan) << plan.error();
        EXPECT_EQ(plan->size(), segments) << tiles << " tiles";
    }
}

TEST(Segments, StartWithTheMapThatTheOneBeforeThemLeft) {
    const std::vector<Design> plan =
        common::value_of(plan_segments(three_layers(), chip_of(1), {}, {}));
    ASSERT_EQ(plan.size(), 3U);
    const nn::QuantizedNetwork &second = plan[1].network;
    EXPECT_EQ(plan[0].network.ops.size(), 2U); // the pooling follows its layer
    EXPECT_EQ(second.input.channels, 4);
    EXPECT_EQ(second.input.height, 4);
    EXPECT_EQ(second.ops[0].inputs[0], -1);
    EXPECT_EQ(second.ops[0].matrix, 0);
}

TEST(Segments, JoinedHaveEveryArrayOnce) {
    const auto network = three_layers();
    const std::vector<Design> plan = common::value_of(plan_segments(network, chip_of(1), {}, {}));
    const Placement all = joined(plan);
    ASSERT_EQ(all.layers.size(), 3U);
    EXPECT_EQ(all.ops.size(), network.ops.size());
    std::set<int> arrays;
    for (std::size_t l = 0; l < all.layers.size(); ++l) {
        EXPECT_EQ(network.ops[static_cast<std::size_t>(all.layers[l].op)].matrix,
                  static_cast<int>(l));
        for (const PlacedArray &array : all.layers[l].arrays)
            EXPECT_TRUE(arrays.insert(array.array).second);
    }
    EXPECT_EQ(static_cast<int>(arrays.size()), all.arrays);
}

// The last layer adds what the first one made: between them two maps would have to be kept.
TEST(Segments, AreNotCutWhereTwoMapsAreNeeded) {
    const auto network = nn::random_network(
        {1, 6, 6},
        {nn::conv(4, 3, 1, 1), nn::conv(4, 3, 1, 1), nn::residual_conv(4, 3, 0), nn::linear(4)}, 1);
    EXPECT_EQ(plan_segments(network, chip_of(3), {}, {})->size(), 2U);
    const auto none = plan_segments(network, chip_of(1), {}, {});
    ASSERT_FALSE(none);
    EXPECT_EQ(
        none.error().rfind("even in several segments: layer op2 needs 1 tile, 0 of 1 are left"), 0U)
        << none.error();
}

TEST(Segments, ShareTilesThatAreAlike) {
    MappingSpec mapping;
    mapping.array_size = {64, 128};
    EXPECT_NE(
        plan_segments(three_layers(), chip_of(1), {}, mapping).error().find("mapping.array_size"),
        std::string::npos);
}

TEST(Segments, KeepEachLayersCopies) {
    MappingSpec mapping;
    mapping.duplication = {3, 2, 1};
    const std::vector<Design> plan =
        common::value_of(plan_segments(three_layers(), chip_of(3), {}, mapping));
    ASSERT_EQ(plan.size(), 2U);
    EXPECT_EQ(plan[0].placement.layers[0].duplication, 3);
    EXPECT_EQ(plan[1].placement.layers[0].duplication, 2);
    EXPECT_EQ(plan[1].placement.layers[1].duplication, 1);
}

ChipSpec with_small_tiles(int count) {
    ChipSpec chip = chip_of(1);
    TileKind kind;
    kind.name = "small";
    kind.count = count;
    kind.tile.array.rows = kind.tile.array.columns = 64;
    kind.tile.processing_elements = 1;
    chip.kinds = {std::make_shared<const TileKind>(kind)};
    return chip;
}

// One tile of each of two kinds: layers on small, small and default tiles take two segments.
TEST(Segments, UseTilesOfEveryKind) {
    MappingSpec mapping;
    mapping.kind = {1, 1, 0};
    const auto network = three_layers();
    const ChipSpec chip = with_small_tiles(1);
    const std::vector<Design> plan = common::value_of(plan_segments(network, chip, {}, mapping));
    ASSERT_EQ(plan.size(), 2U);
    EXPECT_EQ(plan[0].placement.layers.size(), 1U);
    EXPECT_EQ(plan[1].placement.layers.size(), 2U);
    EXPECT_EQ(plan[1].placement.layers[0].array.rows, 64);
    EXPECT_EQ(plan[1].placement.layers[1].array.rows, 128);
    for (const Design &segment : plan) {
        EXPECT_EQ(segment.placement.tiles, 2); // the same chip
        EXPECT_EQ(segment.placement.kinds[1].tiles, 1);
    }
    mapping.segments = true;
    EXPECT_EQ(design_of(network, chip, mapping).segments.size(), 2U);
    EXPECT_TRUE(design_of(network, with_small_tiles(2), mapping).segments.empty());
}

TEST(Segments, NeedTilesThatAreCounted) {
    MappingSpec mapping;
    mapping.kind = {0, 0, 1};
    EXPECT_EQ(plan_segments(three_layers(), with_small_tiles(0), {}, mapping).error(),
              "mapping.segments needs tiles that are counted, but chip.tile_kinds.small.count = 0 "
              "says as many as needed");
    mapping.kind = {};
    EXPECT_EQ(plan_segments(three_layers(), with_small_tiles(0), {}, mapping)->size(), 3U);
}

} // namespace
} // namespace cim
