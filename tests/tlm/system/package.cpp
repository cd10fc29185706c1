// SPDX-License-Identifier: Apache-2.0
#include "models/chip/noc_problem.h"
#include "models/estimate/stage_model.h"
#include "tests/tlm/agreement.h"
#include "tests/tlm/tile_kinds.h"
#include "tests/topology_kind.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace cim;

namespace {

/// Chips of so many tiles each, joined by links.
ChipSpec packaged(ChipSpec chip, Grid chips, int tiles) {
    chip.package.columns = chips.columns;
    chip.package.rows = chips.rows;
    chip.package.link.lanes = 4; // 16 bits in a cycle of 1 GHz
    chip.tiles = tiles;
    return chip;
}

/// Layers of a tile each, one after another: nobody waits for anybody.
nn::QuantizedNetwork layers_in_a_row() {
    return nn::random_network({8, 1, 1},
                              {nn::linear(6), nn::linear(5), nn::linear(7), nn::linear(4)}, 2);
}

class PackageOf : public testing::TestWithParam<TopologyKind> {};

} // namespace

TEST_P(PackageOf, TakesAsLongAsTheClosedFormSaysWhereNothingContends) {
    for (const Grid &chips : {Grid{2, 1}, Grid{2, 2}})
        for (const int channels : {0, 1}) {
            ChipSpec chip = packaged(small_chip(), chips, chips.nodes() == 2 ? 2 : 1);
            chip.interconnect = GetParam().topology;
            chip.tile.processing_elements = 32;
            chip.noc.virtual_channels = channels;
            if (noc_problem(chip.interconnect, chip.noc))
                continue;
            Bench bench(layers_in_a_row(), chip);
            expect_agreement(bench, 3);
            EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
            const ChipResult run = bench.timing(1);
            std::int64_t crossed = run.totals.input_link_flits;
            for (const LayerCounts &layer : run.layers)
                crossed += layer.link_flits;
            EXPECT_GT(crossed, 0);
        }
}

TEST_P(PackageOf, AgreesOnRandomChips) {
    for (int seed = 0; seed < 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Bench drawn = random_design(seed, 2);
        nn::RandomIntegers draw(3, static_cast<std::uint32_t>(seed));
        ChipSpec chip = drawn.chip;
        chip.interconnect = GetParam().topology;
        const Grid grid = seed % 2 == 0 ? Grid{2, 1} : Grid{2, 2};
        int largest = 0;
        for (const LayerPlacement &layer : drawn.placement.layers)
            largest = std::max(largest, static_cast<int>(layer.tiles.size()));
        const int even = (drawn.placement.tiles + grid.nodes() - 1) / grid.nodes();
        chip = packaged(chip, grid, std::max(even, draw(0, 1) * largest) + draw(0, 2));
        chip.package.link.latency_ns = draw(0, 20);
        chip.package.link.lanes = draw(1, 16);
        if (const int least = Interconnect::of(chip.interconnect, 1).least_buffer_packets();
            least > 1) { // a place in each ring stays free
            chip.noc.buffer_packets = std::max(chip.noc.buffer_packets, least);
            chip.noc.buffer_flits = 0;
        }
        MappingSpec mapping;
        mapping.order = static_cast<TileOrder>(draw(0, 2));
        mapping.partition = static_cast<Partition>(draw(0, 1));
        for (const LayerPlacement &layer : drawn.placement.layers)
            mapping.duplication.push_back(layer.duplication);
        Bench bench(drawn.network, chip, mapping, {}, 2);
        expect_agreement(bench, 2);
    }
}

INSTANTIATE_TEST_SUITE_P(All, PackageOf, testing::ValuesIn(topologies),
                         [](const auto &test) { return std::string(test.param.name); });

// Tiles of other kinds on each of them: what contends and what does not.
TEST(Package, AgreesOnTilesOfSeveralKinds) {
    for (const Topology topology : {Topology::Mesh, Topology::Torus}) {
        ChipSpec chip = packaged(small_chip(), {2, 2}, 1);
        chip.interconnect = topology;
        chip.tile.processing_elements = 32;
        for (TileKind kind : {odd_kind(chip, "odd"), digital_kind(chip, Compute::SramMacro),
                              digital_kind(chip, Compute::MatrixUnit)}) {
            kind.count = 1;
            add_kind(chip, kind);
        }
        for (const std::vector<int> &kinds :
             {std::vector{0, 1, 2, 3}, std::vector{3, 3, 1, 1}, std::vector{2, 0, 0, 2}}) {
            SCOPED_TRACE(testing::PrintToString(kinds));
            MappingSpec mapping;
            mapping.kind = kinds;
            Bench bench(layers_in_a_row(), chip, mapping);
            expect_agreement(bench, 3);
            EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
        }
    }
}

TEST(Package, AgreesOnDrawnKindsOfTiles) {
    for (int seed = 0; seed < 8; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Bench drawn = random_design(seed, 2);
        nn::RandomIntegers draw(17, static_cast<std::uint32_t>(seed));
        ChipSpec chip = packaged(drawn.chip, {2, 1}, 40);
        chip.package.link.latency_ns = draw(0, 20);
        for (TileKind kind : {odd_kind(chip, "odd"), digital_kind(chip, Compute::SramMacro)}) {
            kind.count = 60;
            kind.tile.buffer.kbytes = 64;
            add_kind(chip, kind);
        }
        MappingSpec mapping;
        for (std::size_t layer = 0; layer < drawn.placement.layers.size(); ++layer) {
            mapping.kind.push_back(draw(0, 2));
            mapping.chip.push_back(2 * layer < drawn.placement.layers.size() ? 0 : 1);
        }
        Bench bench(drawn.network, chip, mapping, {}, 2);
        expect_agreement(bench, 2);
    }
}

// What a chip computes does not depend on how many chips it is.
TEST(Package, LeavesTheLogitsOfBatchEngineAndChipAsTheyAre) {
    const nn::QuantizedNetwork network = layers_in_a_row();
    Bench one(network, small_chip());
    Bench several(network, packaged(small_chip(), {2, 2}, 1));
    EXPECT_EQ(several.expected(3), one.expected(3));
    EXPECT_EQ(several.run(3).logits, one.expected(3));
}

// 16 bits a cycle: a flit of 32 takes two cycles; with half of the lanes four. A classifier on one
// chip, then one on the other: 7 bytes in a packet of 3 flits go over the link, and 4 values of 4
// bytes in 5 flits come back, each flit two cycles later, and its head two, than over a link of
// twice the width.
TEST(Package, SlowerLinksTakeLonger) {
    const nn::QuantizedNetwork network =
        nn::random_network({8, 1, 1}, {nn::linear(7), nn::linear(4)}, 2);
    const auto cycles = [&](int lanes, double latency_ns) {
        ChipSpec chip = packaged(small_chip(), {2, 1}, 1);
        chip.tile.processing_elements = 32;
        chip.package.link.lanes = lanes;
        chip.package.link.latency_ns = latency_ns;
        return Bench(network, chip).timing(1).cycles;
    };
    EXPECT_EQ(cycles(4, 2) - cycles(8, 2), 3 + 5);
    EXPECT_EQ(cycles(2, 2) - cycles(4, 2), 2 * (3 + 5));
    EXPECT_EQ(cycles(8, 4) - cycles(8, 2), 2 * 2);
}

// Two layers send at once over one link, whose packets then take turns.
TEST(Package, NeverBeatsTheBusiestLink) {
    ChipSpec chip = packaged(small_chip(), {2, 1}, 3);
    chip.package.link.lanes = 1;
    MappingSpec mapping;
    mapping.chip = {0, 1};
    Bench bench(nn::random_network(
                    {2, 8, 8},
                    {nn::conv(6, 3, 1, 1), nn::conv(4, 3, 1, 1), nn::global_pool(), nn::linear(10)},
                    1),
                chip, mapping);
    const ChipResult run = bench.timing(6);
    const TimingEstimate form = bench.estimate();
    EXPECT_GE(form.interval_cycles, 64 * 3 * 8); // 64 pixels of 3 flits of 8 cycles
    EXPECT_GE(run.interval.cycles, static_cast<double>(form.interval_cycles));
    EXPECT_LE(estimate_stages(bench).interval_cycles, form.interval_cycles);
}
