// SPDX-License-Identifier: Apache-2.0
#include "models/cost/digital.h"
#include "models/chip/adder_tree.h"
#include "models/cost/cost.h"
#include "models/cost/parts.h"
#include "models/estimate/layer_timing.h"
#include "models/mapping/layer_shape.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cim {
namespace {

ChipSpec digital(Compute compute) {
    ChipSpec chip;
    chip.tile.compute = compute;
    chip.tile.pe.dac_bits = compute == Compute::MatrixUnit ? 8 : 1;
    return chip;
}

LayerPlacement layer_on(const ChipSpec &chip, int rows, int cols, int weight_bits = 8,
                        int input_bits = 8) {
    LayerPlacement layer =
        single_layer({rows, cols}, chip.tile.array, chip.tile.adc, weight_bits, input_bits);
    hold_digitally(layer, chip);
    return layer;
}

// Colonnade: a product takes T x bits x (registers + 1).
TEST(SramMacro, TakesATimesBitsTimesRegistersAndOne) {
    ChipSpec chip = digital(Compute::SramMacro);
    chip.clock_ghz = 0.1; // slow enough for the adders without registers
    chip.tile.pe.pipelined = false;
    for (const int registers : {0, 1, 3})
        for (const int bits : {1, 4, 8}) {
            chip.tile.digital.registers = registers;
            const MvmTiming timing = layer_timing(chip, {}, layer_on(chip, 128, 8, 8, bits));
            EXPECT_EQ(timing.latency, bits * (registers + 1));
            EXPECT_EQ(timing.interval, timing.latency);
        }
    chip.tile.pe.pipelined = true; // a bit a cycle
    const MvmTiming timing = layer_timing(chip, {}, layer_on(chip, 128, 8));
    EXPECT_EQ(timing.latency, 8 + 3);
    EXPECT_EQ(timing.interval, 8);
}

// 128 inputs of 8-bit weights at 28 nm, in gates: 1, six levels to the sum of 4.8, 4.4 to the
// carry, 13 carries of 2; accumulated to 23 bits: 4.4 and 8 carries.
TEST(SramMacro, NeedsRegistersWhereTheClockIsFasterThanItsAdders) {
    const AdderTree tree(128, 8, 8, 1);
    EXPECT_NEAR(tree.gate_delays, 1 + 6 * 4.8 + 4.4 + 13 * 2 + 4.4 + 8 * 2, 1e-9);
    ChipSpec chip = digital(Compute::SramMacro);
    chip.node_nm = 28;
    chip.clock_ghz = 1;
    const double ns = tree.gate_delays * 0.0478; // 3.85
    EXPECT_NEAR(stage_ns(chip, tree), ns, 1e-9);
    EXPECT_EQ(layer_timing(chip, {}, layer_on(chip, 128, 8)).interval, 8 * 4);
    chip.tile.digital.registers = 3;
    EXPECT_EQ(layer_timing(chip, {}, layer_on(chip, 128, 8)).interval, 8);
    chip.node_nm = 65;
    EXPECT_EQ(layer_timing(chip, {}, layer_on(chip, 128, 8)).interval, 8 * 3);
}

// Two 2-bit weights: 2 x 3 - 4 = 2 adders; four gates; 1 + 2 + 1 bits of accumulator.
TEST(SramMacro, CountsGatesAsZigZagDoes) {
    const AdderTree tree(2, 2, 4, 1);
    EXPECT_EQ(tree.products, 4);
    EXPECT_EQ(tree.adders, 2);
    EXPECT_EQ(tree.accumulator_bits, 4 + 2 + 1);
    ChipSpec chip = digital(Compute::SramMacro);
    chip.node_nm = 28;
    chip.vdd_v = 0.9;
    const double nand_pj = 0.7e-3 * 0.9 * 0.9;
    const DigitalCost step = step_pj(chip, {2, 2, 4});
    EXPECT_NEAR(step.product, 4 * 0.5 * nand_pj / 4, 1e-12); // half of the inputs: a quarter rises
    EXPECT_NEAR(step.adder, 2 * 6 * nand_pj * tree.switching(0), 1e-12);
    EXPECT_NEAR(step.accumulator, 7 * 9 * nand_pj, 1e-12);
}

// The way of 80.6 of 128 inputs in four parts: at 20.15 three levels are done, 16 sums of 11 bits;
// at 40.3 the last adder has its two sums of 14; at 60.45 the tree is through, 15 bits.
TEST(SramMacro, HasRegistersAsWideAsTheSumsThatTheyCut) {
    const AdderTree tree(128, 8, 8, 1);
    EXPECT_EQ(tree.register_bits(0), 0);
    EXPECT_EQ(tree.register_bits(1), 2 * 14);
    EXPECT_EQ(tree.register_bits(3), 16 * 11 + 2 * 14 + 15);
    EXPECT_EQ(AdderTree(128, 8, 8, 8).register_bits(0), 0);
    EXPECT_EQ(AdderTree(1, 8, 8, 1).register_bits(1), 8); // nothing is added up

    ChipSpec chip = digital(Compute::SramMacro);
    chip.node_nm = 28;
    chip.vdd_v = 0.9;
    const DigitalCost none = step_pj(chip, {128, 8, 8});
    const DigitalCost none_um2 = output_um2(chip, chip.tile.array);
    chip.tile.digital.registers = 3;
    const DigitalCost three = step_pj(chip, {128, 8, 8});
    const double nand_pj = 0.7e-3 * 0.9 * 0.9;
    const double calmer = tree.switching(0) - tree.switching(3);
    EXPECT_NEAR(three.adder - none.adder, (219 * 3 - tree.adders * 6 * calmer) * nand_pj, 1e-9);
    EXPECT_EQ(three.accumulator, none.accumulator);
    EXPECT_NEAR(output_um2(chip, chip.tile.array).adder - none_um2.adder, 219 * 6 * 0.614, 1e-9);
}

// Colonnade: 128 rows of 8-bit weights need 15 columns, which have a gate and an adder in each row.
// Behind 16 registers are 8 rows: a gate, 7 sums of 4.8, 4.4 to the carry, 13 carries of 2.
TEST(AdderChain, HasAnAdderACellAndColumnsForItsSum) {
    const AdderTree chain(128, 8, 8, 1, Adders::Chain);
    EXPECT_EQ(chain.sum_bits, 15);
    EXPECT_EQ(chain.products, 128 * 15);
    EXPECT_EQ(chain.adders, 128 * 15);
    EXPECT_EQ(chain.register_bits(16), 16 * 15);
    EXPECT_NEAR(chain.part_delays(16), 1 + 7 * 4.8 + 4.4 + 13 * 2, 1e-9);
    EXPECT_NEAR(chain.part_delays(0), 1 + 126 * 4.8 + 4.4 + 13 * 2 + 4.4 + 8 * 2, 1e-9);

    ChipSpec chip = digital(Compute::SramMacro);
    chip.tile.digital.adders = Adders::Chain;
    ArraySpec array = chip.tile.array;
    array.rows = array.columns = 128;
    EXPECT_EQ(digital_outputs(chip, array, 8), 128 / 15);
    EXPECT_EQ(digital_outputs(chip, array, 2), 128 / 9);
    EXPECT_EQ(digital_outputs(chip, array, 16), 128 / 23);
    array.columns = 14;
    EXPECT_EQ(digital_outputs(chip, array, 8), 0);
    EXPECT_NE(digital_problem(chip, array, 8).find("by which a sum is wider"), std::string::npos);
    chip.tile.digital.adders = Adders::Tree;
    EXPECT_EQ(digital_problem(chip, array, 8), "");
}

TEST(AdderChain, FollowsRowsBitsAndRegisters) {
    const auto chain = [](int rows, int bits) {
        return AdderTree(rows, bits, 8, 1, Adders::Chain);
    };
    // twice the rows: twice the way, and a column more
    EXPECT_NEAR(chain(256, 8).gate_delays / chain(128, 8).gate_delays, 2, 0.1);
    EXPECT_EQ(chain(256, 8).sum_bits, chain(128, 8).sum_bits + 1);
    EXPECT_LT(chain(128, 4).adders, chain(128, 8).adders);
    for (int registers = 1; registers < 64; ++registers) { // what they can cut are rows
        EXPECT_LE(chain(128, 8).part_delays(registers), chain(128, 8).part_delays(registers - 1));
        EXPECT_GT(chain(128, 8).part_delays(registers), 31);
    }
    // many rows: a tree is faster; registers of a chain are few
    EXPECT_LT(AdderTree(128, 8, 8, 1).gate_delays, chain(128, 8).gate_delays / 5);
    EXPECT_LT(chain(128, 8).register_bits(3), AdderTree(128, 8, 8, 1).register_bits(3));
}

double product_pj(const ChipSpec &chip, int rows, int cols, int weight_bits = 8,
                  int input_bits = 8) {
    const DigitalCost sum =
        layer_steps_pj(chip, layer_on(chip, rows, cols, weight_bits, input_bits), 1, 0.5);
    return sum.product + sum.adder + sum.accumulator;
}

// The share of digits that are not zero: nothing at none, more with more up to a half.
TEST(SramMacro, DrawsWhatDataSwitch) {
    ChipSpec chip = digital(Compute::SramMacro);
    for (const GateFigures gates : {GateFigures::ZigZag, GateFigures::Logic}) {
        chip.tile.digital.gates = gates;
        const auto pj = [&](double active) { return step_pj(chip, {128, 8, 8, active}); };
        EXPECT_EQ(pj(0).product, 0);
        EXPECT_EQ(pj(0).adder, 0);
        EXPECT_NEAR(pj(0.1).adder / pj(0.5).adder, 1 - std::pow(0.8, 1.5), 1e-9);
        for (double active = 0.1; active <= 0.5; active += 0.1) {
            EXPECT_GT(pj(active).product, pj(active - 0.1).product);
            EXPECT_GT(pj(active).adder, pj(active - 0.1).adder);
        }
        EXPECT_EQ(pj(1).adder, pj(0.5).adder);
        EXPECT_EQ(pj(0.1).accumulator, pj(0.5).accumulator); // clocked at each step
    }
}

TEST(DigitalTiles, FollowEveryVariable) {
    for (const Compute compute : {Compute::SramMacro, Compute::MatrixUnit}) {
        SCOPED_TRACE(static_cast<int>(compute));
        const ChipSpec chip = digital(compute);
        const double pj = product_pj(chip, 64, 8);
        EXPECT_NEAR(product_pj(chip, 64, 16), 2 * pj, 1e-9 * pj); // outputs
        EXPECT_GT(product_pj(chip, 128, 8), 1.9 * pj);            // rows: a level more of a tree
        EXPECT_LT(product_pj(chip, 128, 8), 2.4 * pj);
        EXPECT_LT(product_pj(chip, 64, 8, 4), 0.75 * pj);    // weight bits
        EXPECT_LT(product_pj(chip, 64, 8, 8, 4), 0.75 * pj); // input bits
        ChipSpec older = chip;
        older.node_nm = 44;
        EXPECT_NEAR(product_pj(older, 64, 8), 2 * pj, 1e-6 * pj); // C V^2
        ChipSpec larger = chip;
        larger.tile.array.columns *= 2;
        const auto area = [](const ChipSpec &of) {
            double sum = 0;
            for (const Part &part : tile_parts(of, {}, of.tile.array, of.tile.adc))
                sum += part.level == Level::Array ? part.count * part.area_um2 : 0;
            return sum;
        };
        EXPECT_GT(area(larger), 1.8 * area(chip));
        older.cost.node_nm = chip.cost.node_nm;
        EXPECT_GT(area(older), 3.5 * area(chip));
    }
}

TEST(DigitalTiles, HaveNoConverters) {
    for (const Compute compute : {Compute::SramMacro, Compute::MatrixUnit}) {
        const ChipSpec chip = digital(compute);
        for (const Part &part : tile_parts(chip, {}, chip.tile.array, chip.tile.adc))
            EXPECT_TRUE(part.component != "adc" && part.component != "mux" &&
                        part.component != "sample_hold")
                << part.component;
    }
}

// 64 rows of a macro of 256 columns of SRAM are written a row a nanosecond, without a look.
TEST(DigitalTiles, AreWrittenAtTheSpeedOfSram) {
    ChipSpec chip = digital(Compute::SramMacro);
    chip.tile.array.rows = 64;
    chip.tile.array.columns = 256;
    DeviceSpec latch;
    latch.write_ns = 1;
    const auto network = nn::random_network({64, 1, 1}, {nn::linear(32)}, 1);
    const Programming write = programming(chip, latch, placed(network, chip));
    EXPECT_EQ(write.latency_ns, 64);
    EXPECT_EQ(write.cells, 64 * 256);
}

// A vector a cycle; the last output is there when it has gone through all rows and columns.
TEST(MatrixUnit, TakesAVectorACycle) {
    ChipSpec chip = digital(Compute::MatrixUnit);
    chip.tile.array.rows = 16;
    chip.tile.array.columns = 24;
    const MvmTiming timing = layer_timing(chip, {}, layer_on(chip, 16, 24));
    EXPECT_EQ(timing.interval, 1);
    EXPECT_EQ(timing.latency, 16 + 24 - 1);
    EXPECT_EQ(layer_timing(chip, {}, layer_on(chip, 16, 24, 8, 16)).interval, 2); // two bytes
}

// 40 rows and 50 columns of weights on 16 x 24 of them.
// It has no rows to be read: how many are driven at once moves neither time nor energy nor area, as
// it does of a macro, whose adders have as many inputs.
TEST(MatrixUnit, HasNoRowsThatAreDrivenApart) {
    for (const Compute compute : {Compute::MatrixUnit, Compute::SramMacro}) {
        ChipSpec chip = digital(compute);
        const auto figures = [&](int active_rows) {
            chip.tile.array.active_rows = active_rows;
            const LayerPlacement layer = layer_on(chip, 128, 8);
            const MvmTiming timing = layer_timing(chip, {}, layer);
            const DigitalCost energy = layer_steps_pj(chip, layer, 1, 0.5);
            double area = 0;
            for (const Part &part : tile_parts(chip, {}, chip.tile.array, chip.tile.adc))
                area += part.count * part.area_um2;
            return std::vector<double>{double(timing.latency), double(timing.interval),
                                       energy.product + energy.adder + energy.accumulator, area};
        };
        EXPECT_EQ(figures(16) == figures(0), compute == Compute::MatrixUnit);
    }
}

// Multipliers are of 8 bits, so that a weight of more takes two columns, with twice the energy.
TEST(MatrixUnit, TakesTwoColumnsForAWeightOfTwoBytes) {
    ChipSpec chip = digital(Compute::MatrixUnit);
    chip.tile.array.columns = 25;
    EXPECT_EQ(digital_outputs(chip, chip.tile.array, 8), 25);
    EXPECT_EQ(digital_outputs(chip, chip.tile.array, 9), 12);
    EXPECT_EQ(digital_outputs(chip, chip.tile.array, 16), 12);
    auto network = nn::random_network({40, 1, 1}, {nn::linear(48)}, 1);
    EXPECT_EQ(placed(network, chip).layers[0].blocks.size(), 1u * 2u);
    for (nn::QuantizedOp &op : network.ops)
        op.weight_bits = 16;
    EXPECT_EQ(placed(network, chip).layers[0].blocks.size(), 1u * 4u);
    const double pj = product_pj(chip, 16, 8);
    EXPECT_NEAR(product_pj(chip, 16, 8, 16), 2 * pj, 1e-9 * pj);
}

TEST(MatrixUnit, HoldsAWeightInEachPlace) {
    ChipSpec chip = digital(Compute::MatrixUnit);
    chip.tile.array.rows = 16;
    chip.tile.array.columns = 24;
    const Placement placement = placed(nn::random_network({40, 1, 1}, {nn::linear(50)}, 1), chip);
    EXPECT_EQ(placement.layers[0].blocks.size(), 3u * 3u);
    chip.tile.array.columns = 2048;
    const auto result = map_network(nn::random_network({40, 1, 1}, {nn::linear(50)}, 1), chip, {});
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().find("at most 4096 bits"), std::string::npos) << result.error();
}

} // namespace
} // namespace cim
