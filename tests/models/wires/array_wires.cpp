// SPDX-License-Identifier: Apache-2.0
#include "models/wires/array_wires.h"
#include "models/crossbar/crossbar_matmul.h"
#include "tests/error_text.h"
#include "tests/models/small_network.h"
#include "tests/models/wire_array.h"
#include "tests/random_network.h"

#include <gtest/gtest.h>

namespace cim {

namespace {

constexpr double level_s = 3e-6, reference = 0.2; // the lowest level is 0.6 uS

ArraySpec array_of(int rows, int columns) {
    ArraySpec array;
    array.rows = rows;
    array.columns = columns;
    return array;
}

/// Levels 0 to 3 in a fixed disorder.
std::vector<float> some_levels(int count) {
    std::vector<float> levels;
    for (int i = 0; i < count; ++i)
        levels.push_back(static_cast<float>((7 * i + i * i % 5) % 4));
    return levels;
}

/// One matrix of 144 x 10: two blocks of rows.
nn::QuantizedNetwork layer_of_linear_outputs() {
    return nn::random_network({4, 6, 6}, {nn::linear(10)}, 1);
}

} // namespace

TEST(ArrayWires, WithoutResistanceChangeNothing) {
    ArrayWires wires(array_of(6, 9), wires_of(0, 0, 0, 0));
    std::vector<float> levels = some_levels(5 * 7);
    const std::vector<float> before = levels;
    const WiredRows behind = wires.apply(5, 7, level_s, reference, levels.data());
    for (std::size_t i = 0; i < levels.size(); ++i)
        EXPECT_NEAR(levels[i], before[i], 1e-5);
    for (std::size_t r = 0; r < 5; ++r) { // nine columns and the reference
        double sum = 10 * reference;
        for (std::size_t c = 0; c < 7; ++c)
            sum += before[r * 7 + c];
        EXPECT_NEAR(behind.drawn[r], sum, 1e-5 * sum);
        EXPECT_NEAR(behind.references[r], reference, 1e-5 * reference);
    }
}

TEST(ArrayWires, CountCellsAsTheTransferMatrixOfTheWholeArray) {
    const int rows = 4, cols = 5, all_rows = 6, all_columns = 8; // and the reference column
    const WireSpec spec = wires_of(500, 20, 10, 300);
    std::vector<float> levels = some_levels(rows * cols);
    WireArray array{all_rows, all_columns + 1, spec, {}, {}};
    array.conductances.assign(static_cast<std::size_t>(all_rows * (all_columns + 1)),
                              reference * level_s);
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < cols; ++c)
            array.cell(r + 2, c) += level_s * levels[static_cast<std::size_t>(r * cols + c)];
    const std::vector<double> transfer = transfer_of<double>(array);
    const auto entry = [&](int row, int col) {
        return transfer[static_cast<std::size_t>(col * all_rows + row + 2)] / level_s;
    };
    ArrayWires wires(array_of(all_rows, all_columns), spec);
    const WiredRows behind = wires.apply(rows, cols, level_s, reference, levels.data());
    for (int r = 0; r < rows; ++r) {
        EXPECT_NEAR(behind.references[static_cast<std::size_t>(r)], entry(r, all_columns), 1e-5);
        for (int c = 0; c < cols; ++c)
            EXPECT_NEAR(levels[static_cast<std::size_t>(r * cols + c)],
                        entry(r, c) - entry(r, all_columns), 1e-5);
    }
}

TEST(ArrayWires, LowerAChipsResultsUnlessTheyAreScaled) {
    const nn::QuantizedNetwork network = layer_of_linear_outputs();
    ChipSpec chip;
    chip.tile.adc.bits = 12; // nothing clips
    const Placement placement = placed(network, chip);
    const std::vector<LayerRange> ranges(placement.layers.size(), 1.0);
    WireSpec wires = wires_of(100, 2.58, 0.86, 100);
    wires.wires = true;
    wires.compensate = false;
    const DeviceSpec device = DeviceSpec{}.ideal();
    CrossbarMatMul ideal({network, chip, device, placement, {}}, ranges, {});
    CrossbarMatMul wired({network, chip, device, placement, {}}, ranges, {}, {wires});
    wires.compensate = true;
    CrossbarMatMul scaled({network, chip, device, placement, {}}, ranges, {}, {wires});
    const auto rows = static_cast<std::size_t>(placement.layers[0].gemm.rows);
    const auto cols = static_cast<std::size_t>(placement.layers[0].gemm.cols);
    const std::vector<std::uint8_t> x(rows, 255);
    std::vector<std::int32_t> plain(cols), lower(cols);
    ideal.multiply(0, {x.data()}, plain.data());
    wired.multiply(0, {x.data()}, lower.data());
    double before = 0, after = 0;
    for (std::size_t c = 0; c < cols; ++c) {
        before += std::abs(plain[c]);
        after += std::abs(lower[c]);
    }
    EXPECT_LT(after, 0.999 * before);
    EXPECT_GT(after, 0.7 * before);
    // All rows were driven, as in the calibration, which looks at each array by itself.
    EXPECT_NEAR(scaled.unit(0) / wired.unit(0), before / after, 0.05);
    scaled.multiply(0, {x.data()}, plain.data());
    EXPECT_EQ(plain, lower);
}

TEST(ArrayWires, GiveTheSameBitsEveryTime) {
    const nn::QuantizedNetwork network = layer_of_linear_outputs();
    const ChipSpec chip;
    const Placement placement = placed(network, chip);
    const std::vector<LayerRange> ranges(placement.layers.size(), 1.0);
    WireSpec wires;
    wires.wires = true;
    CrossbarMatMul one({network, chip, {}, placement, {}}, ranges, {3, 1}, {wires});
    const auto rows = static_cast<std::size_t>(placement.layers[0].gemm.rows);
    const auto cols = static_cast<std::size_t>(placement.layers[0].gemm.cols);
    std::vector<std::uint8_t> x(rows);
    for (std::size_t r = 0; r < rows; ++r)
        x[r] = static_cast<std::uint8_t>(37 * r);
    std::vector<std::int32_t> first(cols), again(cols);
    one.multiply(0, {x.data(), 1, 5, 2}, first.data());
    for (int repeat = 0; repeat < 3; ++repeat) {
        CrossbarMatMul two({network, chip, {}, placement, {}}, ranges, {3, 1},
                           {wires, fastest_method(), 1 + repeat}); // threads
        two.multiply(0, {x.data(), 1, 5, 2}, again.data());
        EXPECT_EQ(first, again);
        EXPECT_EQ(one.counts(0).row_levels, two.counts(0).row_levels);
    }
}

TEST(ArrayWires, RefuseWhatIsNoLinearMapOfTheInputs) {
    const nn::QuantizedNetwork network = layer_of_linear_outputs();
    const ChipSpec chip;
    const Placement placement = placed(network, chip);
    const std::vector<LayerRange> ranges(placement.layers.size(), 1.0);
    WireSpec wires;
    wires.wires = wires.gated = true;
    EXPECT_EQ(error_text([&] {
                  CrossbarMatMul({network, chip, {}, placement, {}}, ranges, {}, {wires});
              }),
              "array.gated and array.access_ohm are for crossweave solve; a chip's arrays "
              "(array.wires) have neither");
}

} // namespace cim
