// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "models/mapping/placement.h"
#include "models/mapping/timing.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

nn::QuantizedNetwork two_layers() {
    return nn::random_network({8, 6, 6}, {nn::conv(12, 3, 1, 1), nn::linear(10)}, 1);
}

ChipSpec with_kind(int count, int rows = 32) {
    ChipSpec chip;
    TileKind kind;
    kind.name = "small";
    kind.count = count;
    kind.tile.array.rows = rows;
    kind.tile.array.columns = 32;
    kind.tile.processing_elements = 2;
    chip.kinds.push_back(std::make_shared<const TileKind>(kind));
    return chip;
}

MappingSpec on_kinds(std::vector<int> kinds) {
    MappingSpec mapping;
    mapping.kind = std::move(kinds);
    return mapping;
}

TEST(TileKinds, ALayerTakesTilesOfItsOwn) {
    const Placement placement = placed(two_layers(), with_kind(0), on_kinds({1, 0}));
    const LayerPlacement &first = placement.layers[0], &last = placement.layers[1];
    EXPECT_EQ(first.array.rows, 32);
    EXPECT_EQ(last.array.rows, 128);
    EXPECT_EQ(first.blocks.size(), 3u * 3u); // 72 rows in 32s, 12 outputs in 4s
    EXPECT_EQ(first.tiles.size(), 5u);       // of two arrays
    ASSERT_EQ(placement.kinds.size(), 2u);
    EXPECT_EQ(placement.kinds[0].tiles, static_cast<int>(last.tiles.size()));
    EXPECT_EQ(placement.kinds[1].tiles, 5);
    EXPECT_EQ(placement.tiles, placement.kinds[0].tiles + 5);
}

TEST(TileKinds, AChipHasAsManyAsItsCountsSay) {
    ChipSpec chip = with_kind(7);
    chip.tiles = 4;
    const Placement placement = placed(two_layers(), chip, on_kinds({1, 0}));
    EXPECT_EQ(placement.tiles, 4 + 7);
    const std::vector<KindTiles> spare = placement.spare_tiles();
    EXPECT_EQ(spare[0].tiles, 4 - static_cast<int>(placement.layers[1].tiles.size()));
    EXPECT_EQ(spare[1].tiles, 2);
    const double all = total(area_um2(chip, {}, placement));
    chip = with_kind(8);
    chip.tiles = 4;
    const ChipSpec own = placement.kinds[1].kind->chip;
    EXPECT_NEAR(total(area_um2(chip, {}, placed(two_layers(), chip, on_kinds({1, 0})))) - all,
                total(tile_area_um2(own, {}, own.tile.array, own.tile.adc)), 1e-3);
}

TEST(TileKinds, TooFewAreNamed) {
    const auto result = map_network(two_layers(), with_kind(4), on_kinds({1, 0}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), "layer op0 needs 5 tiles of kind small, 4 of 4 are left");
    const auto second = map_network(two_layers(), with_kind(6), on_kinds({1}));
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find("of kind small, 1 of 6 are left"), std::string::npos)
        << second.error();
}

TEST(TileKinds, ThatCannotHoldALayerAreNamed) {
    ChipSpec chip = with_kind(0);
    TileKind kind = *chip.kinds[0];
    kind.tile.array.columns = 4;
    chip.kinds[0] = std::make_shared<const TileKind>(kind);
    const auto result = map_network(two_layers(), chip, on_kinds({1, 0}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), "layer op0: an array of 4 columns cannot hold one output of 4 slices "
                              "in differential pairs (8 columns), on tiles of kind small");
}

TEST(TileKinds, ThatTheChipLacksAreRefused) {
    const auto result = map_network(two_layers(), with_kind(0), on_kinds({2}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(),
              "mapping.kind names kind 2 of tiles, the chip has 1 beside chip.tile");
}

TEST(TileKinds, AreFilledByBalanceWithinTheirCounts) {
    ChipSpec chip = with_kind(10);
    MappingSpec mapping = on_kinds({1, 0});
    mapping.balance_tiles = 100;
    const Placement placement = placed(two_layers(), chip, mapping);
    EXPECT_EQ(placement.layers[0].duplication, 2); // 18 arrays on 9 tiles; 27 need 14
    EXPECT_EQ(placement.layers[0].tiles.size(), 9u);
}

TEST(TileKinds, ABufferThatIsTooSmallIsTheKinds) {
    ChipSpec chip = with_kind(0);
    TileKind kind = *chip.kinds[0];
    kind.tile.buffer.kbytes = 1;
    chip.kinds[0] = std::make_shared<const TileKind>(kind);
    const nn::QuantizedNetwork network =
        nn::random_network({64, 16, 16}, {nn::conv(12, 3, 1, 1), nn::linear(10)}, 1);
    const auto design = place(network, chip, {}, on_kinds({1, 0}));
    ASSERT_FALSE(design);
    EXPECT_NE(design.error().find("chip.tile_kinds.small.buffer.kbytes gives 1024"),
              std::string::npos)
        << design.error();
    EXPECT_TRUE(place(network, chip, {}, on_kinds({0})));
}

// Sums that no converter takes get none of its errors, with other cells either.
TEST(TileKinds, DigitalLayersStayWithoutConvertersOnAnotherChip) {
    ChipSpec chip;
    TileKind kind;
    kind.name = "macro";
    kind.tile.compute = Compute::SramMacro;
    kind.device.kind = CellKind::Sram;
    kind.tile.array.cell_bits = 1;
    chip.kinds.push_back(std::make_shared<const TileKind>(kind));
    Design design = design_of(two_layers(), chip, on_kinds({1, 0}));
    chip.tile.adc.error.offset_lsb = kind.tile.adc.error.offset_lsb = 5;
    chip.kinds = {std::make_shared<const TileKind>(kind)};
    design = with_chip(std::move(design), chip, {});
    EXPECT_EQ(design.placement.layers[0].adc.error.offset_lsb, 0);
    EXPECT_EQ(design.placement.layers[1].adc.error.offset_lsb, 5);
}

// Its own delays in nanoseconds are cycles as the chip's are: 40 ns at 1 GHz.
TEST(TileKinds, HaveDelaysInNanosecondsOfTheirOwn) {
    ChipSpec chip;
    TileKind kind;
    kind.name = "slow";
    kind.tile.pe.pipelined = false;
    const auto latency = [&](double drive_ns) {
        kind.tile.pe.drive_ns = drive_ns;
        chip.kinds = {std::make_shared<const TileKind>(kind)};
        const Design design = design_of(two_layers(), chip, on_kinds({1, 0}));
        return mvm_timing(design.chip, 10, design.placement.layers[0]);
    };
    const MvmTiming with = latency(40), without = latency(0);
    EXPECT_EQ(with.latency - without.latency, 40 * without.steps);
}

// Given figures are of chip.tile's buffer; twice the width and half the capacity take them so.
TEST(TileKinds, TakeGivenFiguresOfABufferInProportion) {
    ChipSpec chip;
    chip.cost.buffer = {MemoryModel::Given, 10, 20, 300, 4};
    TileKind kind;
    kind.tile.buffer.width_bits = 2 * chip.tile.buffer.width_bits;
    kind.tile.buffer.kbytes = chip.tile.buffer.kbytes / 2;
    const BufferCost own = kind_on_chip(chip, kind)->chip.cost.buffer;
    EXPECT_EQ(own.read_pj, 20);
    EXPECT_EQ(own.write_pj, 40);
    EXPECT_EQ(own.area_um2, 150);
    EXPECT_EQ(own.leakage_mw, 2);
    const BufferCost twice = chip.cost.buffer.times(2, 0.5);
    EXPECT_EQ(twice.read_pj, own.read_pj);
    EXPECT_EQ(twice.area_um2, own.area_um2);
}

} // namespace
} // namespace cim
