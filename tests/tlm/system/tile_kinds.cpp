// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/tile_kinds.h"
#include "models/cost/cost.h"
#include "models/cost/parts.h"
#include "tests/tlm/agreement.h"

#include <gtest/gtest.h>

using namespace cim;

namespace {

nn::QuantizedNetwork three_layers() {
    return nn::random_network({2, 8, 8},
                              {nn::conv(6, 3, 1, 1), nn::max_pool(2, 2), nn::residual_conv(6, 3, 1),
                               nn::global_pool(), nn::linear(10)},
                              1);
}

MappingSpec on_kinds(std::vector<int> kinds) {
    MappingSpec mapping;
    mapping.kind = std::move(kinds);
    return mapping;
}

double energy_pj(const Bench &bench, const ChipResult &result) {
    double sum = 0;
    for (std::size_t l = 0; l < bench.placement.layers.size(); ++l)
        sum += total(layer_energy_pj(bench.chip, bench.device, bench.placement.layers[l],
                                     result.layers[l], result.reads[l]));
    return sum;
}

} // namespace

TEST(TileKinds, AgreeWithBatchEngineAndClosedFormOnOneChip) {
    ChipSpec chip = small_chip();
    add_kind(chip, odd_kind(chip, "odd"));
    add_kind(chip, digital_kind(chip, Compute::SramMacro));
    add_kind(chip, digital_kind(chip, Compute::MatrixUnit));
    for (const std::vector<int> &kinds :
         {std::vector{1, 0, 1}, std::vector{2, 1, 3}, std::vector{3, 2, 0}, std::vector{0, 3, 2}}) {
        SCOPED_TRACE(testing::PrintToString(kinds));
        Bench bench(three_layers(), chip, on_kinds(kinds));
        expect_agreement(bench, 3);
    }
}

// A vector enters a matrix unit while those before it are on their way through its 255 stages, so
// that an image takes what its packets and loads take, not a window a way through the unit.
TEST(TileKinds, AMatrixUnitHoldsAsManyVectorsAsItHasStages) {
    ChipSpec chip = small_chip();
    chip.noc.flit_bits = 256;
    TileKind unit = digital_kind(chip, Compute::MatrixUnit);
    unit.tile.array.rows = unit.tile.array.columns = 128;
    add_kind(chip, unit);
    const auto network = nn::random_network(
        {2, 16, 16}, {nn::conv(6, 3, 1, 1), nn::global_pool(), nn::linear(10)}, 1);
    Bench bench(network, chip, on_kinds({1, 1}));
    expect_agreement(bench, 3);
    EXPECT_LT(bench.timing(3).interval.cycles, 16 * 16 * 16);
}

TEST(TileKinds, AgreeOnDrawnDesigns) {
    for (int seed = 0; seed < 12; ++seed) {
        SCOPED_TRACE(seed);
        const Bench drawn = random_design(seed);
        nn::RandomIntegers draw(13, static_cast<std::uint32_t>(seed));
        ChipSpec chip = drawn.chip;
        TileKind odd = odd_kind(chip, "odd");
        odd.tile.buffer.kbytes = 64;
        add_kind(chip, odd);
        add_kind(chip, digital_kind(chip, Compute::SramMacro));
        add_kind(chip, digital_kind(chip, Compute::MatrixUnit));
        MappingSpec mapping;
        for (std::size_t layer = 0; layer < drawn.placement.layers.size(); ++layer) {
            mapping.kind.push_back(draw(0, 3));
            mapping.duplication.push_back(draw(1, 3));
        }
        Bench bench(drawn.network, chip, mapping);
        expect_agreement(bench, 2);
    }
}

// One tile a layer and one after another: nobody waits for anybody.
TEST(TileKinds, TakeAsLongAsTheClosedFormSaysWhereNothingContends) {
    ChipSpec chip = small_chip();
    chip.tile.processing_elements = 32;
    add_kind(chip, odd_kind(chip, "odd"));
    add_kind(chip, digital_kind(chip, Compute::SramMacro));
    add_kind(chip, digital_kind(chip, Compute::MatrixUnit));
    const nn::QuantizedNetwork network = nn::random_network(
        {8, 1, 1}, {nn::linear(6), nn::linear(5), nn::linear(7), nn::linear(4)}, 2);
    for (const std::vector<int> &kinds :
         {std::vector{0, 1, 2, 3}, std::vector{3, 2, 1, 0}, std::vector{2, 2, 1, 1}}) {
        Bench bench(network, chip, on_kinds(kinds));
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
    }
}

TEST(TileKinds, OfTheSameValuesAreOneKind) {
    const ChipSpec chip = small_chip();
    ChipSpec named = chip;
    add_kind(named, alike(chip, "a"));
    add_kind(named, alike(chip, "b"));
    Bench one(three_layers(), chip), two(three_layers(), named, on_kinds({1, 0, 2}));
    const ChipResult before = one.run(3), result = two.run(3);
    EXPECT_EQ(result.logits, before.logits);
    EXPECT_EQ(result.done_cycle, before.done_cycle);
    EXPECT_EQ(result.counters, before.counters); // energy and leakage among them
    EXPECT_EQ(energy_pj(two, result), energy_pj(one, before));
    EXPECT_EQ(area_um2(two.chip, two.device, two.placement),
              area_um2(one.chip, one.device, one.placement));
    EXPECT_EQ(leakage_mw(two.chip, two.device, two.placement),
              leakage_mw(one.chip, one.device, one.placement));
}

TEST(TileKinds, AddUpToTheChip) {
    ChipSpec chip = small_chip();
    TileKind odd = odd_kind(chip, "odd");
    odd.count = 9;
    add_kind(chip, odd);
    add_kind(chip, digital_kind(chip, Compute::SramMacro));
    const Bench bench(three_layers(), chip, on_kinds({1, 0, 2}));
    const ByComponent area = area_um2(bench.chip, bench.device, bench.placement);
    const ByComponent leakage = leakage_mw(bench.chip, bench.device, bench.placement);
    double tiles_um2 = 0, tiles_mw = 0;
    for (const KindCost &kind : cost_by_kind(bench.chip, bench.device, bench.placement)) {
        EXPECT_GT(total(kind.area_um2), 0);
        tiles_um2 += total(kind.area_um2);
        tiles_mw += total(kind.leakage_mw);
    }
    double outside_um2 = 0, outside_mw = 0;
    for (const Part &part : chip_parts(bench.chip, bench.placement.tiles)) {
        outside_um2 += part.count * part.area_um2;
        outside_mw += part.count * part.leakage_mw;
    }
    EXPECT_NEAR(total(area), tiles_um2 + outside_um2, 1e-9 * total(area));
    EXPECT_NEAR(total(leakage), tiles_mw + outside_mw, 1e-9 * total(leakage));
}

// Cells and converters of the default kind err; digital tiles give what exact integers give.
TEST(TileKinds, ThatAreDigitalAreExactBesideWhatVaries) {
    ChipSpec chip = small_chip();
    chip.tile.adc.bits = 3;
    add_kind(chip, digital_kind(chip, Compute::SramMacro));
    add_kind(chip, digital_kind(chip, Compute::MatrixUnit));
    const nn::QuantizedNetwork network = three_layers();
    nn::ExactMatMul exact(network);
    DeviceSpec noisy;
    noisy.programming_sigma = 0.3;
    Bench digital(network, chip, on_kinds({1, 2, 1}), noisy, 4);
    const auto flat = [](const std::vector<std::vector<float>> &rows) {
        std::vector<float> all;
        for (const std::vector<float> &row : rows)
            all.insert(all.end(), row.begin(), row.end());
        return all;
    };
    const std::vector<float> expected = logits(network, exact, digital.images, 4);
    EXPECT_EQ(flat(digital.run(4).logits), expected);
    Bench mixed(network, chip, on_kinds({1, 0, 1}), noisy, 4);
    EXPECT_NE(flat(mixed.run(4).logits), expected);
}
