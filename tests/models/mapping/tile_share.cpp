// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/tile_share.h"
#include "models/estimate/estimate.h"
#include "models/mapping/timing.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

/// Eight tiles of one array each, on a grid of three by three whose first node is the global
/// buffer's: a row block of sixteen inputs each, all with the same two outputs.
ChipSpec eight_tiles() {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 16;
    chip.tile.processing_elements = 1;
    return chip;
}

nn::QuantizedNetwork one_layer() { return nn::random_network({128, 1, 1}, {nn::linear(2)}, 1); }

TEST(TileShare, SumsGoHomeUnlessTheyAreAddedOnTheWay) {
    ChipSpec chip = eight_tiles();
    const auto network = one_layer();
    EXPECT_EQ(placed(network, chip).layers[0].sum_target[0], std::vector<int>(8, 0));
    chip.noc.reduction = true;
    //      buffer 0 1
    //           2 3 4
    //           5 6 7
    EXPECT_EQ(placed(network, chip).layers[0].sum_target[0],
              (std::vector<int>{0, 0, 0, 0, 1, 2, 3, 4}));
}

TEST(TileShare, TilesOfABusAreAllAsNearAsHome) {
    ChipSpec chip = eight_tiles();
    chip.noc.reduction = true;
    chip.interconnect = Topology::Bus;
    EXPECT_EQ(placed(one_layer(), chip).layers[0].sum_target[0], std::vector<int>(8, 0));
}

// Four neighbours share a router: 1, 2 below home's; 4, 5, 6 below 3's.
TEST(TileShare, ATreeAddsWhereItsBranchesMeet) {
    ChipSpec chip = eight_tiles();
    chip.noc.reduction = true;
    chip.interconnect = Topology::HTree;
    EXPECT_EQ(placed(one_layer(), chip).layers[0].sum_target[0],
              (std::vector<int>{0, 0, 0, 0, 3, 3, 3, 0}));
}

// From tiles 1 to 7 it is 1, 2, 1, 2, 3, 2 and 3 hops home: 14; to the next one that adds, 8.
TEST(TileShare, AddedOnTheWaySumsTakeFewerHops) {
    ChipSpec chip = eight_tiles();
    const auto network = one_layer();
    const NetworkCounts star = count_work(design_of(network, chip));
    chip.noc.reduction = true;
    const NetworkCounts tree = count_work(design_of(network, chip));
    const std::int64_t flits = packet_flits(chip.noc, 2 * 4);
    EXPECT_EQ(star.layers[0].flit_hops - tree.layers[0].flit_hops, (14 - 8) * flits);
    EXPECT_EQ(star.layers[0].flits, tree.layers[0].flits);
    // the vector unit adds what comes from seven tiles, or from three
    EXPECT_EQ(star.layers[0].vector_ops, 2 + 7 * 2);
    EXPECT_EQ(tree.layers[0].vector_ops, 2 + 3 * 2);
}

TEST(TileShare, ATileThatAddsHasTheOutputsOfAllThatItGets) {
    ChipSpec chip = eight_tiles();
    chip.noc.reduction = true;
    const auto network = nn::random_network({64, 1, 1}, {nn::linear(6)}, 1);
    const Placement placement = placed(network, chip);
    const LayerPlacement &layer = placement.layers[0];
    const std::vector<TileShare> shares = tile_shares(chip, layer, 0);
    std::int64_t received = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        int outputs = 0;
        for (const Columns &columns : shares[i].columns)
            outputs += columns.count;
        EXPECT_EQ(shares[i].outputs, outputs);
        received += shares[i].received;
        for (int source : shares[i].sources)
            EXPECT_EQ(shares[static_cast<std::size_t>(source)].target, layer.tiles[i]);
    }
    std::int64_t sent = 0;
    for (std::size_t i = 1; i < shares.size(); ++i)
        sent += shares[i].outputs;
    EXPECT_EQ(received, sent);
}

} // namespace
} // namespace cim
