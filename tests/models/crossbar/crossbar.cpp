// SPDX-License-Identifier: Apache-2.0
#include "models/device/cell.h"
#include "models/mapping/layer_shape.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include <numeric>

namespace cim {
namespace {

/// A cell that varies in name only: no draw is below 1e-15, so nothing is skipped and nothing
/// moves.
DeviceSpec nearly_ideal() {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.stuck_on = 1e-15;
    device.programming_sigma = 1e-12;
    return device;
}

struct Case {
    int rows, cols, weight_bits, input_bits;
    ArraySpec array;
    int dac_bits;
};

std::vector<Case> random_cases(int count) {
    nn::RandomIntegers draw(7, 0);
    std::vector<Case> cases;
    const Encoding encodings[] = {Encoding::Differential, Encoding::DifferentialCurrent,
                                  Encoding::Offset, Encoding::OffsetFlipped};
    for (int i = 0; i < count; ++i) {
        Case c;
        c.rows = draw(1, 200);
        c.cols = draw(1, 40);
        c.weight_bits = draw(2, 8);
        c.input_bits = draw(1, 8);
        c.array.rows = c.rows;
        c.array.columns = 4096;
        c.array.cell_bits = draw(1, 7);
        c.array.active_rows = draw(0, 1) == 0 ? 0 : draw(1, 80);
        c.array.encoding = encodings[draw(0, 3)];
        c.dac_bits = draw(0, 2) == 0 ? draw(1, 4) : 1;
        cases.push_back(c);
    }
    return cases;
}

TEST(Crossbar, WithIdealCellsAndLosslessConverterIsTheIntegerProduct) {
    nn::RandomIntegers draw(3, 1);
    int collapsed = 0;
    for (const Case &c : random_cases(120)) {
        const int driven = c.array.active_rows > 0 ? c.array.active_rows : c.rows;
        AdcSpec adc;
        adc.bits = lossless_adc_bits(std::min(driven, c.rows), c.array.cell_bits, c.dac_bits);
        adc.bits += c.array.encoding == Encoding::DifferentialCurrent ? 1 : 0; // the sign
        LayerPlacement layer =
            single_layer({c.rows, c.cols}, c.array, adc, c.weight_bits, c.input_bits);
        PeSpec pe;
        pe.dac_bits = c.dac_bits;
        if (c.array.encoding == Encoding::OffsetFlipped && c.array.active_rows == 0) {
            // Half the sum: about one bit less.
            const int half = c.rows * ((1 << c.array.cell_bits) - 1) / 2 * ((1 << c.dac_bits) - 1);
            layer.adc.bits = std::max(1, static_cast<int>(std::ceil(std::log2(half + 1))));
        }
        ASSERT_EQ(full_range_lsb(layer, pe), 1);

        std::vector<nn::Weight> weights(static_cast<std::size_t>(c.rows * c.cols));
        const int largest = (1 << (c.weight_bits - 1)) - 1;
        for (nn::Weight &weight : weights)
            weight = static_cast<nn::Weight>(draw(-largest, largest));
        std::vector<std::uint8_t> x(static_cast<std::size_t>(c.rows));
        for (std::uint8_t &value : x)
            value = static_cast<std::uint8_t>(draw(0, (1 << c.input_bits) - 1));
        std::vector<std::int32_t> expected(static_cast<std::size_t>(c.cols));
        for (int r = 0; r < c.rows; ++r)
            for (int o = 0; o < c.cols; ++o)
                expected[static_cast<std::size_t>(o)] +=
                    x[static_cast<std::size_t>(r)] *
                    weights[static_cast<std::size_t>(r * c.cols + o)];

        for (const DeviceSpec &device : {DeviceSpec{}.ideal(), nearly_ideal()}) {
            const Crossbar crossbar(
                {layer, layer.blocks[0], pe, device, weights.data(), c.cols, 1.0, {}, 0});
            if (device.varies())
                ASSERT_FALSE(crossbar.exact());
            else
                collapsed += crossbar.exact();
            std::vector<std::int32_t> y(static_cast<std::size_t>(c.cols), 0);
            ReadCounts counts;
            crossbar.multiply(0, 0, x.data(), y.data(), counts);
            ASSERT_EQ(y, expected) << c.rows << " x " << c.cols << ", weights " << c.weight_bits
                                   << " b, inputs " << c.input_bits << " b, cells "
                                   << c.array.cell_bits << " b, digits " << c.dac_bits << " b";
        }
    }
    EXPECT_EQ(collapsed, 120);
}

TEST(CrossbarMatMul, WithIdealCellsAndLosslessConvertersGivesTheExactLogits) {
    const auto network = nn::random_network(
        {3, 12, 12},
        {nn::conv(8, 3, 1, 1), nn::depthwise(3, 1, 1), nn::max_pool(2, 2), nn::conv(24, 5, 1, 2),
         nn::residual_conv(24, 3, 3), nn::global_pool(), nn::linear(10)},
        5);
    const auto images = nn::random_images(network, 3, 9);
    nn::ExactMatMul exact(network);
    const auto expected = logits(network, exact, images, 3);
    for (Encoding encoding : {Encoding::Differential, Encoding::DifferentialCurrent,
                              Encoding::Offset, Encoding::OffsetFlipped})
        for (int size : {32, 48, 128})
            for (int active_rows : {0, 20}) {
                ChipSpec chip;
                chip.tile.array.encoding = encoding;
                chip.tile.array.rows = chip.tile.array.columns = size;
                chip.tile.array.active_rows = active_rows;
                chip.tile.adc.bits = 10;
                const Placement placement = placed(network, chip, {{}, {2, 1, 3}});
                const auto ranges = converter_ranges(network, placement, chip, {});
                CrossbarMatMul crossbars({network, chip, nearly_ideal(), placement, {}}, ranges,
                                         {});
                EXPECT_EQ(logits(network, crossbars, images, 3), expected);
            }
}

// A latch conducts whatever its bit, on one of two bit lines: wires change no power of its cells.
TEST(CrossbarMatMul, LatchesDrawTheSameWithWires) {
    const auto network = nn::random_network({20, 1, 1}, {nn::linear(6)}, 5);
    const auto images = nn::random_images(network, 2, 9);
    ChipSpec chip;
    chip.tile.array.cell_bits = 1;
    DeviceSpec latch = DeviceSpec{}.ideal();
    latch.kind = CellKind::Sram;
    latch.on_off = 1e9;
    const Placement placement = placed(network, chip);
    const auto ranges = converter_ranges(network, placement, chip, {});
    WireSpec wires;
    const auto levels = [&] {
        CrossbarMatMul crossbars({network, chip, latch, placement, {}}, ranges, {}, {wires});
        logits(network, crossbars, images, 2);
        return crossbars.counts(0).row_levels;
    };
    const auto without = levels();
    EXPECT_GT(without, 0);
    wires.wires = true;
    EXPECT_EQ(levels(), without);
}

TEST(CrossbarMatMul, InputsAndWeightsOfMoreThanAByteAreExactToo) {
    const std::vector<nn::RandomLayer> layers{nn::conv(8, 3, 1, 1), nn::max_pool(2, 2),
                                              nn::residual_conv(8, 3, 1), nn::global_pool(),
                                              nn::linear(10)};
    for (const nn::RandomBits bits : {nn::RandomBits{16, 16}, nn::RandomBits{8, 12},
                                      nn::RandomBits{12, 8}, nn::RandomBits{11, 9}}) {
        const auto network = nn::random_network({3, 10, 10}, layers, 5, bits);
        nn::validate(network);
        const auto images = nn::random_images(network, 2, 9);
        nn::ExactMatMul exact(network);
        const auto expected = logits(network, exact, images, 2);
        for (const Encoding encoding : {Encoding::Differential, Encoding::DifferentialCurrent,
                                        Encoding::Offset, Encoding::OffsetFlipped})
            for (const int dac_bits : {1, 2, 8})
                for (const AdcRange range : {AdcRange::Full, AdcRange::Fitted}) {
                    ChipSpec chip;
                    chip.tile.array.encoding = encoding;
                    chip.tile.pe.dac_bits = dac_bits;
                    chip.tile.adc.range = range;
                    chip.tile.adc.bits = dac_bits == 8 ? 16 : 12;
                    if (dac_bits == 8)
                        chip.tile.array.active_rows = 32; // 255 x 3 x 32: 16 bits with a sign
                    const Placement placement = placed(network, chip, {{}, {2, 1, 1}});
                    const auto ranges =
                        converter_ranges(network, placement, chip, {}, {images.data(), 2});
                    for (const DeviceSpec &device : {DeviceSpec{}.ideal(), nearly_ideal()}) {
                        CrossbarMatMul crossbars({network, chip, device, placement, {}}, ranges,
                                                 {});
                        EXPECT_EQ(logits(network, crossbars, images, 2), expected)
                            << int(encoding) << ", digits " << dac_bits << " b, weights "
                            << bits.weight << " b, inputs " << bits.activation << " b";
                    }
                }
    }
}

struct Spread {
    double mean, variance;
};

/// Of what the one column of a crossbar reads in `vectors` draws, its first `driven` rows of `rows`
/// driven.
Spread spread_of(const Crossbar &crossbar, int rows, int driven, int vectors) {
    std::vector<std::uint8_t> x(static_cast<std::size_t>(rows), 0);
    std::fill_n(x.begin(), driven, std::uint8_t{1});
    InputBatch in;
    in.vectors = vectors;
    in.x = x.data();
    std::vector<std::int32_t> y(static_cast<std::size_t>(vectors), 0);
    ReadCounts counts;
    crossbar.multiply(in, y.data(), 1, counts);
    double sum = 0, squares = 0;
    for (const std::int32_t code : y) {
        sum += code;
        squares += double(code) * code;
    }
    const double mean = sum / vectors;
    return {mean, squares / vectors - mean * mean};
}

// A column with 64 cells at the top level and 64 at the lowest. With r = Gmin over a level, the
// first ones have a variance of 64 (1 + r)^2 sigma^2 when driven, half of that of all cells if
// their number alone counts; all driven, both ways have that of all cells. The column of w- adds
// r^2 a row.
TEST(Crossbar, ReadNoiseFollowsTheCellsOrTheNumberOfTheRowsThatAreDriven) {
    constexpr int rows = 128, vectors = 4000;
    constexpr double sigma = 0.05, lsb = 1.0 / 32;
    DeviceSpec device = DeviceSpec{}.ideal();
    device.read_sigma = sigma;
    const double r = CellLaw(device, 1).reference({});
    ArraySpec array;
    array.cell_bits = 1;
    AdcSpec adc;
    adc.bits = 13;
    const LayerPlacement layer = single_layer({rows, 1}, array, adc, 2, 1);
    std::vector<nn::Weight> weights(rows, 0);
    std::fill_n(weights.begin(), rows / 2, nn::Weight{1});
    for (const ReadNoise noise : {ReadNoise::Exact, ReadNoise::DrivenRows})
        for (const int driven : {rows / 2, rows})
            for (const ReadMethod method : {ReadMethod::Portable, fastest_method()}) {
                const Crossbar crossbar({layer,
                                         layer.blocks[0],
                                         {},
                                         device,
                                         weights.data(),
                                         1,
                                         lsb,
                                         ChipDraw{},
                                         0,
                                         nullptr,
                                         method,
                                         noise});
                const auto [mean, variance] = spread_of(crossbar, rows, driven, vectors);
                EXPECT_NEAR(mean * lsb, 64, 0.05);
                const double top = (1 + r) * (1 + r), all = rows / 2 * (top + r * r);
                const double plus = noise == ReadNoise::Exact && driven < rows
                                        ? rows / 2 * top
                                        : all * driven / rows;
                const double expected = sigma * sigma * (plus + driven * r * r);
                EXPECT_NEAR(variance * lsb * lsb, expected, 0.1 * expected)
                    << name_of(method) << ", " << driven << " rows, noise " << int(noise);
            }
}

// In whole numbers: 64 levels at 8 a code, read sigma 1, so that half of 128 driven rows have a
// variance of half of all, and rounding adds 8^2 / 12.
TEST(Crossbar, ReadNoiseInWholeNumbersHasTheVarianceOfTheDrivenRows) {
    constexpr int rows = 128, vectors = 4000;
    constexpr double lsb = 8;
    DeviceSpec device = DeviceSpec{}.ideal();
    device.read_sigma = 1;
    const double r = CellLaw(device, 1).reference({});
    ArraySpec array;
    array.cell_bits = 1;
    array.encoding = Encoding::DifferentialCurrent;
    const LayerPlacement layer = single_layer({rows, 1}, array, {}, 2, 1);
    const std::vector<nn::Weight> weights(rows, 1);
    for (const int driven : {rows / 2, rows})
        for (const ReadMethod method : {ReadMethod::Portable, fastest_method()}) {
            const ArrayProgram program{
                layer, layer.blocks[0], {}, device,  weights.data(), 1,
                lsb,   ChipDraw{},      0,  nullptr, method,         ReadNoise::DrivenRows};
            const Crossbar crossbar(program);
            const auto [mean, variance] = spread_of(crossbar, rows, driven, vectors);
            EXPECT_NEAR(mean * lsb, driven, 1) << name_of(method);
            const double expected = driven * ((1 + r) * (1 + r) + r * r) + lsb * lsb / 12;
            EXPECT_NEAR(variance * lsb * lsb, expected, 0.1 * expected)
                << name_of(method) << ", " << driven << " rows";
        }
}

TEST(CrossbarMatMul, BytesOfInputsHaveNoiseOfTheirOwnInEveryKernel) {
    const auto network = nn::random_network(
        {3, 6, 6}, {nn::conv(8, 3, 1, 1), nn::global_pool(), nn::linear(4)}, 5, {12, 16});
    const auto images = nn::random_images(network, 2, 9);
    const ChipSpec chip;
    const Placement placement = placed(network, chip);
    const auto ranges = converter_ranges(network, placement, chip, {});
    CrossbarMatMul reference({network, chip, {}, placement, {}}, ranges, {},
                             {{}, ReadMethod::Reference});
    for (const ReadNoise noise : {ReadNoise::DrivenRows, ReadNoise::Exact}) {
        const auto with = [&](ReadMethod method) {
            return CrossbarMatMul({network, chip, {}, placement, {}}, ranges, {},
                                  {{}, method, 1, noise});
        };
        CrossbarMatMul plain = with(ReadMethod::Reference);
        const auto expected = logits(network, plain, images, 2);
        for (const ReadMethod method : {ReadMethod::Portable, fastest_method()}) {
            CrossbarMatMul crossbars = with(method);
            EXPECT_EQ(logits(network, crossbars, images, 2), expected) << name_of(method);
        }
    }
    // Inputs whose bytes are alike are read by the same cells with other noise.
    const nn::Gemm gemm = placement.layers[0].gemm;
    std::vector<std::uint8_t> x(static_cast<std::size_t>(2 * gemm.rows), 93);
    std::vector<std::int32_t> y(static_cast<std::size_t>(2 * gemm.cols));
    reference.multiply(0, {x.data()}, y.data());
    EXPECT_FALSE(std::equal(y.begin(), y.begin() + gemm.cols, y.begin() + gemm.cols));
    const ReadCounts &counts = reference.counts(0);
    EXPECT_EQ(counts.reads, counts.mvms * 16);
}

TEST(CrossbarMatMul, BitsBeyondWholeLevelsKeepTheExactLogits) {
    const auto network =
        nn::random_network({3, 10, 10},
                           {nn::conv(8, 3, 1, 1), nn::max_pool(2, 2), nn::residual_conv(8, 3, 1),
                            nn::global_pool(), nn::linear(10)},
                           5);
    const auto images = nn::random_images(network, 2, 9);
    nn::ExactMatMul exact(network);
    const auto expected = logits(network, exact, images, 2);
    for (const Encoding encoding : {Encoding::Differential, Encoding::DifferentialCurrent,
                                    Encoding::Offset, Encoding::OffsetFlipped})
        for (const AdcRange range : {AdcRange::Full, AdcRange::Fitted, AdcRange::Calibrated})
            for (const RangeScope scope : {RangeScope::Layer, RangeScope::Column})
                for (const int bits : {10, 11, 13, 16}) {
                    if (range == AdcRange::Full && scope == RangeScope::Column)
                        continue;
                    ChipSpec chip;
                    chip.tile.array.encoding = encoding;
                    chip.tile.adc.range = range;
                    chip.tile.adc.range_of = scope;
                    chip.tile.adc.percentile = 100;
                    chip.tile.adc.bits = bits;
                    const Placement placement = placed(network, chip);
                    const auto ranges =
                        converter_ranges(network, placement, chip, {}, {images.data(), 2});
                    for (const DeviceSpec &device : {DeviceSpec{}.ideal(), nearly_ideal()}) {
                        CrossbarMatMul crossbars({network, chip, device, placement, {}}, ranges,
                                                 {});
                        EXPECT_EQ(logits(network, crossbars, images, 2), expected)
                            << int(encoding) << " " << int(range) << " " << bits << " bits";
                    }
                }
}

TEST(Crossbar, SignedCodesReachAsFarDownAsTheySay) {
    ArraySpec array;
    array.encoding = Encoding::DifferentialCurrent;
    AdcSpec adc;
    adc.bits = 4;
    const std::vector<nn::Weight> weights(8, -1); // sums of -8 where all inputs are one
    const std::vector<std::uint8_t> x(8, 1);
    const std::pair<SignedCodes, int> lowest[] = {{SignedCodes::TwosComplement, -8},
                                                  {SignedCodes::Symmetrical, -7}};
    for (const auto &[codes, expected] : lowest) {
        adc.signed_codes = codes;
        const LayerPlacement layer = single_layer({8, 1}, array, adc, 2, 1);
        EXPECT_EQ(lowest_code(layer), expected);
        EXPECT_EQ(top_code(layer), 7);
        for (const double capacitor : {0.0, 1e-9}) { // through a table of codes
            LayerPlacement tabled = layer;
            tabled.adc.error.capacitor = capacitor;
            const Crossbar crossbar(
                {tabled, layer.blocks[0], {}, nearly_ideal(), weights.data(), 1, 1.0, {}, 0});
            std::int32_t y = 0;
            ReadCounts counts;
            crossbar.multiply(0, 0, x.data(), &y, counts);
            EXPECT_EQ(y, expected);
        }
    }
}

TEST(Crossbar, FlippedColumnsSaveTheConverterABit) {
    ArraySpec array;
    array.encoding = Encoding::OffsetFlipped;
    AdcSpec adc;
    adc.bits = lossless_adc_bits(128, 2, 1) - 1; // 8 instead of 9, as ISAAC has it
    const LayerPlacement layer = single_layer({128, 1}, array, adc);
    EXPECT_EQ(full_range_lsb(layer, {}), 1);
    const std::vector<nn::Weight> weights(128, 127); // all cells at their highest level
    const std::vector<std::uint8_t> x(128, 255);
    const Crossbar crossbar(
        {layer, layer.blocks[0], {}, nearly_ideal(), weights.data(), 1, 1.0, {}, 0});
    std::int32_t y = 0;
    ReadCounts counts;
    crossbar.multiply(0, 0, x.data(), &y, counts);
    EXPECT_EQ(y, 128 * 127 * 255);
    // Inverted they draw next to nothing: 128 cells of Gmin and the reference cell a row and bit.
    EXPECT_NEAR(double(counts.row_levels), 128 * 8 * 256 * 129 * 3 / 16.0, 128 * 8);
}

} // namespace
} // namespace cim
