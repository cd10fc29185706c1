// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "models/mapping/block_grid.h"
#include "models/mapping/layer_shape.h"
#include "models/mapping/timing.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <map>

namespace cim {
namespace {

nn::QuantizedNetwork one_convolution(int in, int out, int size) {
    return nn::random_network({in, size, size},
                              {nn::conv(out, 3, 1, 1), nn::global_pool(), nn::linear(10)}, 1);
}

TEST(Placement, ConvolutionOfThePaperExampleTakesFourArrays) {
    const auto network = one_convolution(16, 32, 14);
    const Placement placement = placed(network, {});
    const LayerPlacement &layer = placement.layers[0];
    EXPECT_EQ(layer.slices, 4);
    EXPECT_EQ(layer.columns_per_output, 8);
    ASSERT_EQ(layer.blocks.size(), 4u); // 144 rows in 128 + 16, 32 outputs in 16 + 16
    EXPECT_EQ(layer.arrays.size(), 4u);
    EXPECT_EQ(layer.blocks[3].row, 128);
    EXPECT_EQ(layer.blocks[3].rows, 16);
    EXPECT_EQ(layer.blocks[3].col, 16);
    EXPECT_EQ(layer.blocks[3].cols, 16);
    // 144 x 32 x 8 cells in one tile of 8 arrays of 128 x 128
    EXPECT_DOUBLE_EQ(layer.utilisation, 144.0 * 32 * 8 / (8 * 128 * 128));

    const auto images = nn::random_images(network, 1, 2);
    CrossbarMatMul crossbars({network, {}, {}, placement, {}},
                             converter_ranges(network, placement, {}, {}), {});
    logits(network, crossbars, images, 1);
    EXPECT_EQ(crossbars.counts(0).conversions, 802816); // 196 windows x 8 bits x 2 x 256 columns
    EXPECT_EQ(crossbars.counts(0).mvms, 196 * 4);
    EXPECT_EQ(crossbars.counts(0).reads, 196 * 4 * 8);
}

TEST(Placement, ALayersCellsAndConvertersMayBeOfAnotherKind) {
    const auto network = one_convolution(16, 32, 14);
    MappingSpec mapping;
    mapping.cell_bits = {1, 0};
    mapping.adc_bits = {6, 0};
    mapping.adc_columns = {32, 0};
    const common::Expected<Placement> result = map_network(network, {}, mapping);
    ASSERT_TRUE(result) << result.error();
    const LayerPlacement &first = result->layers[0], &last = result->layers[1];
    EXPECT_EQ(first.slices, 7); // of one bit, beside the sign
    EXPECT_EQ(first.adc.bits, 6);
    EXPECT_EQ(first.adc.columns, 32);
    EXPECT_EQ(last.slices, 4);
    EXPECT_EQ(last.adc.bits, ChipSpec().tile.adc.bits);
    EXPECT_EQ(last.adc.columns, ChipSpec().tile.adc.columns);
    // 6 + 1 cycles a conversion of 32 columns, 8 + 1 of 16
    EXPECT_EQ(mvm_timing({}, 0, first).back - mvm_timing({}, 0, last).back, 32 * 7 - 16 * 9);
    mapping.adc_bits = {6, 6, 6};
    EXPECT_NE(map_network(network, {}, mapping).error().find("mapping.adc_bits has 3 entries"),
              std::string::npos);
}

TEST(Placement, ALayersTilesMayHoldAnotherNumberOfArrays) {
    const auto network = one_convolution(16, 32, 14); // 4 arrays, then 1
    MappingSpec mapping;
    mapping.tile_arrays = {2, 0};
    ChipSpec chip;
    const common::Expected<Placement> result = map_network(network, chip, mapping);
    ASSERT_TRUE(result) << result.error();
    EXPECT_EQ(result->layers[0].tiles.size(), 2u);
    EXPECT_EQ(result->layers[0].tile_arrays, 2);
    EXPECT_EQ(result->layers[1].tile_arrays, 8);
    EXPECT_EQ(result->layers[0].arrays[3].tile, 1);
    EXPECT_EQ(result->layers[0].arrays[3].pe, 1);
    ChipSpec pair = chip;
    pair.tile.processing_elements = 2;
    const double adc = area_um2(chip, {}, *result).at("adc");
    EXPECT_NEAR(adc,
                2 * tile_area_um2(pair, {}, chip.tile.array, chip.tile.adc).at("adc") +
                    tile_area_um2(chip, {}, chip.tile.array, chip.tile.adc).at("adc"),
                1e-6);
}

TEST(Placement, LosslessResolutionFollowsTheRule) {
    const int cases[][4] = {{128, 2, 1, 9},  {128, 1, 1, 8},  {64, 1, 1, 7}, {256, 2, 1, 10},
                            {128, 4, 1, 11}, {128, 2, 2, 11}, {32, 1, 1, 6}, {512, 2, 1, 11},
                            {128, 1, 8, 15}, {1, 1, 1, 1}};
    for (const auto &c : cases)
        EXPECT_EQ(lossless_adc_bits(c[0], c[1], c[2]), c[3]);
}

TEST(Placement, SlicesFollowTheEncoding) {
    ArraySpec array;
    EXPECT_EQ(slices(array, 8), 4); // 7 magnitude bits in cells of 2
    array.encoding = Encoding::Offset;
    EXPECT_EQ(slices(array, 8), 4);
    array.cell_bits = 1;
    EXPECT_EQ(slices(array, 8), 8);
    array.encoding = Encoding::DifferentialCurrent;
    EXPECT_EQ(slices(array, 8), 7);
}

TEST(Placement, TilesBelongToOneLayerAndFillInOrder) {
    const auto network = nn::random_network(
        {4, 8, 8}, {nn::conv(40, 3, 1, 1), nn::max_pool(2, 2), nn::conv(40, 3), nn::linear(10)}, 1);
    ChipSpec chip;
    chip.tile.processing_elements = 2;
    const Placement placement = placed(network, chip, {{}, {2}});
    int number = 0;
    std::map<std::pair<int, int>, int> seen;
    for (std::size_t l = 0; l < placement.layers.size(); ++l) {
        const LayerPlacement &layer = placement.layers[l];
        EXPECT_EQ(layer.arrays.size(), 2 * layer.blocks.size());
        EXPECT_EQ(layer.home, layer.tiles.front());
        for (const PlacedArray &array : layer.arrays) {
            EXPECT_EQ(array.array, number++);
            EXPECT_EQ(placement.tile_layer[static_cast<std::size_t>(array.tile)], int(l));
            EXPECT_EQ((seen[{array.tile, array.pe}]++), 0);
        }
    }
    EXPECT_EQ(placement.arrays, number);
    EXPECT_EQ(placement.ops[1].tile, placement.ops[0].tile); // pooling stays with its convolution
    EXPECT_EQ(placement.ops[1].layer, -1);
}

TEST(Placement, BlocksCoverEveryWeightOnce) {
    for (const nn::Gemm &gemm : {nn::Gemm{300, 70, 1, 1}, nn::Gemm{72, 8, 1, 8},
                                 nn::Gemm{200, 40, 1, 4}, nn::Gemm{1000, 10, 1, 2}}) {
        const auto blocks = block_grid(gemm, 64, 16);
        std::vector<int> covered(static_cast<std::size_t>(gemm.rows * gemm.cols));
        for (const Block &b : blocks) {
            EXPECT_LE(b.rows, 64);
            EXPECT_LE(b.cols, 16);
            for (int r = b.row; r < b.row + b.rows; ++r)
                for (int c = b.col; c < b.col + b.cols; ++c)
                    ++covered[static_cast<std::size_t>(r * gemm.cols + c)];
        }
        for (int r = 0; r < gemm.rows; ++r)
            for (int c = 0; c < gemm.cols; ++c) {
                const bool weight = r / (gemm.rows / gemm.groups) == c / (gemm.cols / gemm.groups);
                const int times = covered[static_cast<std::size_t>(r * gemm.cols + c)];
                EXPECT_LE(times, 1);
                EXPECT_GE(times, weight ? 1 : 0);
            }
    }
}

TEST(Placement, DepthwiseGroupsShareAnArrayAlongItsDiagonal) {
    // 9 rows and 1 output a channel: 14 channels have 126 of 128 rows and 14 of 16 outputs
    const auto blocks = block_grid({32 * 9, 32, 1, 32}, 128, 16);
    ASSERT_EQ(blocks.size(), 3u);
    EXPECT_EQ(blocks[0].rows, 126);
    EXPECT_EQ(blocks[0].cols, 14);
    EXPECT_EQ(blocks[2].row, 28 * 9);
    EXPECT_EQ(blocks[2].cols, 4);
}

TEST(Placement, EachLayerMayHaveItsArraySize) {
    const auto network = one_convolution(16, 32, 6);
    const Placement placement = placed(network, {}, {{64, 0}, {}});
    EXPECT_EQ(placement.layers[0].array.rows, 64);
    EXPECT_EQ(placement.layers[0].blocks.size(), 12u); // 144 rows in 3, 32 outputs in 4
    EXPECT_EQ(placement.layers[1].array.rows, 128);
}

TEST(Mesh, IsNearlySquareAndCountsHopsAlongXThenY) {
    const auto network = one_convolution(16, 32, 6);
    ChipSpec chip;
    chip.tiles = 11;
    const Interconnect mesh = placed(network, chip).interconnect; // 12 nodes
    EXPECT_EQ(mesh.columns(), 4);
    EXPECT_EQ(mesh.rows(), 3);
    EXPECT_EQ(mesh.hops(0, 0), 0);
    EXPECT_EQ(mesh.hops(0, mesh.node_of_tile(10)), 5); // (0, 0) to (3, 2)
    EXPECT_EQ(mesh.hops(3, 4), 4);
}

TEST(Placement, SaysWhyThereIsNone) {
    const auto network = one_convolution(16, 32, 14);
    const auto reason = [&](const ChipSpec &chip, const MappingSpec &mapping = {}) {
        const auto mapped = map_network(network, chip, mapping);
        return mapped ? "" : mapped.error();
    };
    ChipSpec narrow;
    narrow.tile.array.columns = 4;
    EXPECT_EQ(reason(narrow), "layer op0: an array of 4 columns cannot hold one output of 4 slices "
                              "in differential pairs (8 columns)");
    ChipSpec small;
    small.tiles = 2;
    small.tile.processing_elements = 2;
    EXPECT_EQ(reason(small), "layer op2 needs 1 tile, 0 of 2 are left");
    EXPECT_EQ(reason({}, {{64, 64, 64}, {}}),
              "mapping.array_size has 3 entries, the network has 2 matrix layers");
    EXPECT_EQ(reason({}, {{}, {0}}), "mapping.duplication holds 0, it must be from 1 to 4096");
    ChipSpec blind;
    blind.tile.array.encoding = Encoding::DifferentialCurrent;
    blind.tile.adc.bits = 1;
    EXPECT_NE(reason(blind).find("chip.tile.adc.bits must be 2 or more"), std::string::npos);
    EXPECT_EQ(reason({}), "");
}

} // namespace
} // namespace cim
