// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/partition.h"

#include "models/cost/cost.h"
#include "models/estimate/stage_model.h"
#include "tests/models/small_network.h"
#include "tests/network_shapes.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

/// A layer of so many tiles of an array each, whose arrays work `vectors` cycles on an image.
LayerLoad load(int tiles, std::int64_t vectors) { return {1, vectors, tiles, 1, 1, 0}; }

/// Layers in a row, of whose maps `flits` go from each to the next one.
CutProblem row(std::vector<LayerLoad> layers, const std::vector<std::int64_t> &flits) {
    CutProblem problem;
    problem.layers = std::move(layers);
    for (std::size_t l = 0; l < flits.size(); ++l)
        problem.edges.push_back({static_cast<int>(l) - 1, static_cast<int>(l), flits[l], false});
    return problem;
}

TEST(Partition, FillsChipAfterChipWithWholeLayers) {
    CutProblem problem = row({load(3, 9), load(3, 9), load(2, 9), load(9, 9), load(1, 9)}, {});
    problem.rooms = {5};
    problem.chips = 4;
    EXPECT_EQ(filled_cut(problem), (std::vector{0, 1, 1, 2, 3})); // 9 tiles of chips 2 and 3
    EXPECT_EQ(balanced_cut(problem), (std::vector{0, 1, 1, 2, 3}));
    problem.chips = 3;
    EXPECT_TRUE(filled_cut(problem).empty());
    EXPECT_TRUE(balanced_cut(problem).empty());
}

// Four layers on two chips of three tiles: behind the first, second or third one. The maps that go
// on are 40, 10 and 30 flits.
TEST(Partition, CutsWhereTheLinkCarriesLeast) {
    CutProblem problem = row({load(1, 9), load(1, 9), load(1, 9), load(1, 9)}, {100, 40, 10, 30});
    problem.rooms = {3};
    problem.chips = 2;
    EXPECT_EQ(filled_cut(problem), (std::vector{0, 0, 0, 1}));
    EXPECT_EQ(balanced_cut(problem), (std::vector{0, 0, 1, 1}));
    problem.edges.push_back({0, 3, 25, false}); // past layers 1 and 2, over every cut
    EXPECT_EQ(balanced_cut(problem), (std::vector{0, 0, 1, 1}));
    problem.edges.push_back({1, 2, 50, false}); // 60 over the cut in the middle, 30 over the last
    EXPECT_EQ(balanced_cut(problem), (std::vector{0, 0, 0, 1}));
}

// The first layer works longest. Filled, its chip holds three layers and has one tile left for a
// copy of it: 50 cycles. Alone with another one it gets two: 34.
TEST(Partition, LeavesRoomForCopiesOfTheSlowest) {
    CutProblem problem = row({load(1, 100), load(1, 10), load(1, 10), load(1, 10)}, {1, 1, 1, 1});
    problem.rooms = {4};
    problem.chips = 2;
    problem.copy_tiles = 4;
    EXPECT_EQ(balanced_cut(problem), (std::vector{0, 1, 1, 1}));
    EXPECT_DOUBLE_EQ(filled_cycles(problem.layers, {0, 4}, {4}, 4), 100);
    EXPECT_NEAR(filled_cycles(problem.layers, {0, 2}, {4}, 4), 34, 1e-6);
    EXPECT_NEAR(filled_cycles(problem.layers, {0, 1}, {4}, 4), 25, 1e-6);
    problem.edges[1].flits = 60; // a link that is slower than the layer is not worth that
    EXPECT_EQ(balanced_cut(problem), (std::vector{0, 0, 1, 1}));
}

TEST(Partition, ALayerLargerThanAChipBeginsAFreshOne) {
    CutProblem problem = row({load(1, 9), load(7, 9), load(1, 9)}, {1, 1, 1});
    problem.rooms = {3};
    problem.chips = 5;
    EXPECT_EQ(balanced_cut(problem), (std::vector{0, 1, 3}));
}

/// Images a cycle of a network on chips so full of copies as its cut allows.
double throughput(const nn::QuantizedNetwork &network, ChipSpec chip, Partition partition) {
    chip.noc.flit_bits = 256; // or routers and not arrays are what is slow
    chip.noc.multicast = chip.noc.reduction = true;
    chip.package.link.lanes = 64;
    chip.tile.buffer.kbytes = 2048;
    MappingSpec mapping;
    mapping.partition = partition;
    mapping.balance_tiles = chip.tiles * chip.package.chips();
    return 1.0 / double(estimate_stages(design_of(network, chip, mapping)).interval_cycles);
}

// COMPASS (DATE 2025) reports 1.78 times the throughput of a cut that fills chip after chip.
TEST(Partition, ABalancedCutIsFasterThanAFilledOne) {
    ChipSpec two;
    two.package.columns = 2;
    two.tiles = 512;
    ChipSpec six = two;
    six.package = {3, 2, {}};
    six.tiles = 192;
    for (const auto &[network, chip] :
         {std::pair(nn::resnet18_shape(), two), std::pair(nn::vgg8_shape(), six)})
        EXPECT_GE(throughput(network, chip, Partition::Balanced),
                  1.78 * throughput(network, chip, Partition::Fill))
            << network.name;
}

ChipSpec package_of(int columns, int tiles) {
    ChipSpec chip;
    chip.package.columns = columns;
    chip.tiles = tiles;
    return chip;
}

nn::QuantizedNetwork two_convolutions() {
    return nn::random_network(
        {2, 8, 8}, {nn::conv(6, 3, 1, 1), nn::conv(4, 3, 1, 1), nn::global_pool(), nn::linear(10)},
        1);
}

TEST(Package, LayersGoWhereTheyAreTypedTo) {
    MappingSpec mapping;
    mapping.chip = {0, 2};
    const Placement placement = placed(two_convolutions(), package_of(3, 4), mapping);
    EXPECT_EQ(placement.tiles, 12);
    EXPECT_EQ(placement.layers[0].tiles, std::vector{0});
    EXPECT_EQ(placement.layers[1].tiles, std::vector{8});
    EXPECT_EQ(placement.layers[2].tiles, std::vector{9});
    EXPECT_EQ(placement.interconnect.chip_of(placement.interconnect.node_of_tile(8)), 2);
    EXPECT_EQ(placement.spare_tiles()[0].tiles, 9);
    const auto error = [&](std::vector<int> chips, const ChipSpec &chip) {
        mapping.chip = std::move(chips);
        return map_network(two_convolutions(), chip, mapping).error();
    };
    EXPECT_EQ(error({0, 3}, package_of(3, 4)),
              "mapping.chip names chip 3, the package has chips 0 to 2");
    EXPECT_EQ(error({1, 0}, package_of(3, 4)), "mapping.chip goes back from chip 1 to 0: layers go "
                                               "from chip to chip in their order");
    EXPECT_EQ(error({0}, package_of(2, 2)).find("layer "), 0U);
    EXPECT_NE(error({0}, package_of(2, 2)).find(" needs 1 tile of chip 0 (mapping.chip), 0 of 2"),
              std::string::npos);
}

/// Chips with so many tiles of chip.tile and of a kind.
ChipSpec package_with_kind(int columns, int tiles, int count) {
    ChipSpec chip = package_of(columns, tiles);
    TileKind kind;
    kind.name = "own";
    kind.count = count;
    kind.tile = chip.tile;
    chip.kinds.push_back(std::make_shared<const TileKind>(std::move(kind)));
    return chip;
}

// Two tiles and one of the kind a chip: the first and the last layer are on the kind, each on a
// chip.
TEST(Package, EachChipHasTilesOfEachKind) {
    MappingSpec mapping;
    mapping.kind = {1, 0, 1};
    const Placement placement = placed(two_convolutions(), package_with_kind(2, 2, 1), mapping);
    EXPECT_EQ(placement.tiles, 6);
    EXPECT_EQ(placement.kinds[0].tiles, 4);
    EXPECT_EQ(placement.kinds[1].tiles, 2);
    EXPECT_EQ(placement.layers[0].tiles, std::vector{0});
    EXPECT_GE(placement.layers[2].tiles[0], 3);
    EXPECT_EQ(placement.interconnect.chip_of(placement.interconnect.node_of_tile(3)), 1);
    EXPECT_EQ(placement.spare_tiles()[0].tiles, 3);
    EXPECT_EQ(placement.spare_tiles()[1].tiles, 0);
}

TEST(Package, OfKindsSaysWhenItIsTooSmall) {
    MappingSpec mapping;
    mapping.kind = {1};
    const auto error = [&](const ChipSpec &chip) {
        return map_network(two_convolutions(), chip, mapping).error();
    };
    EXPECT_EQ(
        error(package_with_kind(2, 2, 0)),
        "several chips (chip.package) need chip.tile_kinds.own.count: the tiles that each has");
    EXPECT_EQ(error(package_with_kind(2, 2, 1)),
              "the layers of network " + two_convolutions().name +
                  " need more chips with so many tiles of each kind than the package "
                  "(chip.package) has, 2");
    mapping.chip = {0, 0};
    EXPECT_NE(error(package_with_kind(2, 2, 1))
                  .find(" needs 1 tile of kind own of chip 0 (mapping.chip), 0 of 1 are left"),
              std::string::npos);
    mapping.chip = {};
    mapping.duplication = {9};
    EXPECT_NE(
        error(package_with_kind(2, 2, 1))
            .find(" needs 2 tiles of kind own; each chip of the package (chip.package) has 1 "
                  "(chip.tile_kinds.own.count), and with kinds of tiles a layer is on one chip"),
        std::string::npos);
    mapping.kind = {};
    mapping.duplication = {};
    EXPECT_TRUE(map_network(two_convolutions(), package_with_kind(2, 2, 0), mapping))
        << "none is used";
}

// Copies fill what each chip has left of a layer's kind.
TEST(Package, CopiesStayInTheRoomOfTheirKind) {
    CutProblem problem = row({load(1, 100), load(1, 90)}, {1, 1});
    problem.layers[1].room = 1;
    problem.rooms = {4, 1};
    EXPECT_NEAR(filled_cycles(problem.layers, {0, 2}, problem.rooms, 5), 90, 1e-6);
    problem.rooms = {4, 3};
    EXPECT_NEAR(filled_cycles(problem.layers, {0, 2}, problem.rooms, 7), 30, 1e-6);
}

TEST(Package, SaysWhenItIsTooSmallOrCannotBe) {
    EXPECT_EQ(map_network(two_convolutions(), package_of(2, 1), {}).error(),
              "network " + two_convolutions().name +
                  " needs 3 tiles, which 3 chips of chip.tiles = 1 have; the package "
                  "(chip.package) has 2");
    EXPECT_EQ(map_network(two_convolutions(), package_of(2, 0), {}).error(),
              "several chips (chip.package) need chip.tiles: the tiles that each has");
}

// A flit of 32 bits a link: 0.5 pJ/bit. Two chips: 16 lanes with two ends each.
TEST(Package, CostsWhatItsLinksCost) {
    const Design pair = design_of(two_convolutions(), package_of(2, 2), {});
    LayerCounts work;
    work.link_flits = 10;
    const LayerPlacement &layer = pair.placement.layers[0];
    EXPECT_DOUBLE_EQ(layer_energy_pj(pair.chip, {}, layer, work, {}).at("package_link"),
                     10 * 32 * 0.5);
    EXPECT_DOUBLE_EQ(area_um2(pair.chip, {}, pair.placement).at("package_link"), 16 * 2 * 45455.0);
    EXPECT_DOUBLE_EQ(leakage_mw(pair.chip, {}, pair.placement).at("package_link"), 16 * 2 * 0.3);
    const Design one = design_of(two_convolutions(), package_of(1, 4), {});
    EXPECT_EQ(area_um2(one.chip, {}, one.placement).count("package_link"), 0U);
    // Beside two tiles a chip has a router at node 0 and its bridge; one chip has a router there.
    const double router = area_um2(one.chip, {}, one.placement).at("router") / 5;
    EXPECT_NEAR(area_um2(pair.chip, {}, pair.placement).at("router"), 8 * router, 1);
}

TEST(Link, AFlitTakesAsManyCyclesAsItsBitsNeed) {
    const LinkSpec link; // 16 lanes of 4 Gb/s
    EXPECT_EQ(link.flit_cycles(32, 1), 1);
    EXPECT_EQ(link.flit_cycles(64, 1), 1);
    EXPECT_EQ(link.flit_cycles(65, 1), 2);
    EXPECT_EQ(link.flit_cycles(64, 2), 2);
    LinkSpec board{1, 25, 0, 20, 5, 0, 0};
    EXPECT_EQ(board.flit_cycles(32, 1), 2);
}

} // namespace
} // namespace cim
