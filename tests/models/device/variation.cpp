// SPDX-License-Identifier: Apache-2.0
#include "models/device/cell.h"
#include "tests/models/moments.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cim {
namespace {

TEST(Cell, VariesWithTheSigmaOfGmaxAndStopsAtZeroConductance) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.programming_sigma = 0.03;
    const CellLaw law(device, 2);
    const double step = (1 - 1 / 17.0) / 3; // of Gmax
    std::vector<float> cells(200000, 2);
    law.program({{1, 0}, 0, 1, 200000}, cells.data());
    const Moments m = moments(cells);
    const double sigma = 0.03 / step;
    EXPECT_NEAR(m.mean, 2, 3 * sigma / std::sqrt(2e5));
    EXPECT_NEAR(m.variance / (sigma * sigma), 1, three_sigma(cells.size()));

    device.programming_sigma = 0.5;
    std::fill(cells.begin(), cells.end(), 0.0f);
    CellLaw(device, 2).program({{1, 0}, 0, 1, 200000}, cells.data());
    EXPECT_FLOAT_EQ(*std::min_element(cells.begin(), cells.end()),
                    static_cast<float>(-1 / 17.0 / step));
}

TEST(Cell, SticksAtTheAskedRates) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.stuck_off = 0.02;
    device.stuck_on = 0.05;
    std::vector<float> cells(100000, 1);
    CellLaw(device, 2).program({{1, 0}, 0, 1, 100000}, cells.data());
    const auto share = [&](float level) {
        return double(std::count(cells.begin(), cells.end(), level)) / 1e5;
    };
    EXPECT_NEAR(share(0), 0.02, 3 * std::sqrt(0.02 * 0.98 / 1e5));
    EXPECT_NEAR(share(3), 0.05, 3 * std::sqrt(0.05 * 0.95 / 1e5));
    EXPECT_NEAR(share(1), 0.93, 3 * std::sqrt(0.93 * 0.07 / 1e5));
}

/// Deviation of a crossbar's outputs from the integer product, for one output of `rows` equal
/// weights and inputs: over many arrays (chips) or reads (positions).
struct OneColumn {
    int rows = 100, weight = 5, input = 3;
    double lsb = 1.0 / 16; // fine codes: nothing is lost in the converter
    ArraySpec array;
    AdcSpec adc;
    PeSpec pe;

    std::vector<double> errors(const DeviceSpec &device, int arrays, int reads) const {
        LayerPlacement layer = single_layer({rows, 1}, array, adc);
        const std::vector<nn::Weight> weights(static_cast<std::size_t>(rows),
                                              static_cast<nn::Weight>(weight));
        const std::vector<std::uint8_t> x(static_cast<std::size_t>(rows),
                                          static_cast<std::uint8_t>(input));
        std::vector<double> found;
        for (int a = 0; a < arrays; ++a) {
            const ChipDraw draw{5, static_cast<std::uint32_t>(a)};
            const Crossbar crossbar(
                {layer, layer.blocks[0], pe, device, weights.data(), 1, lsb, draw, 3});
            for (int r = 0; r < reads; ++r) {
                std::int32_t y = 0;
                ReadCounts counts;
                crossbar.multiply(1, r, x.data(), &y, counts);
                found.push_back(y * lsb - rows * weight * input);
            }
        }
        return found;
    }
};

constexpr double step = (1 - 1 / 17.0) / 3; // of Gmax, 2-bit cells
constexpr double gmin = 1 / 17.0 / step;    // in levels
double squared(double x) { return x * x; }

TEST(Crossbar, ProgrammingVariationAddsUpOverCellsSlicesAndPairs) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.programming_sigma = 0.01;
    OneColumn column;
    column.adc.bits = 16;
    column.weight = 127; // all slices at their highest level but the last, so no cell clips at zero
    column.array.encoding = Encoding::DifferentialCurrent;
    const auto errors = column.errors(device, 4000, 1);
    // Each cell of either column errs by sigma; slice s counts 4^s; the input is the same error
    // x 3.
    const double sigma = 0.01 / step;
    const double expected = squared(sigma * 3) * 100 * 2 * (1 + 16 + 256 + 4096);
    const Moments m = moments(errors);
    EXPECT_NEAR(m.variance / expected, 1, three_sigma(errors.size()) + 0.02);
    EXPECT_NEAR(m.mean, 0, 3 * std::sqrt(expected / double(errors.size())) + 1);
}

TEST(Crossbar, RelativeErrorsAddUpInProportionToConductance) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.programming_error = ErrorLaw::Relative;
    device.programming_sigma = 0.02;
    OneColumn column;
    column.rows = 4; // so that cells are carried finely
    column.lsb = 1.0 / 1024;
    column.adc.bits = 16;
    column.weight = 27; // 01 10 11 in slices
    column.array.encoding = Encoding::DifferentialCurrent;
    const auto errors = column.errors(device, 4000, 1);
    const double levels[4] = {3, 2, 1, 0};
    double cells = 0; // of w+ and, all at their lowest level, of w-
    for (int s = 0; s < 4; ++s)
        cells += (squared(levels[s] + gmin) + squared(gmin)) * std::pow(16, s);
    const double expected = squared(0.02 * 3) * 4 * cells;
    const Moments m = moments(errors);
    EXPECT_NEAR(m.variance / expected, 1, three_sigma(errors.size()) + 0.02);
    EXPECT_NEAR(m.mean, 0, 3 * std::sqrt(expected / double(errors.size())) + 1);
}

TEST(Crossbar, ADieScalesAllItsOutputs) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.die_sigma = 0.05;
    for (const Encoding encoding : {Encoding::Differential, Encoding::DifferentialCurrent}) {
        OneColumn column;
        column.rows = 4; // so that cells are carried finely
        column.lsb = 1.0 / 1024;
        column.adc.bits = 16;
        column.weight = 85; // 01 in each slice
        column.array.encoding = encoding;
        const double product = 4 * 85 * 3;
        const auto errors = column.errors(device, 4000, 1);
        EXPECT_NEAR(moments(errors).variance / squared(0.05 * product), 1,
                    three_sigma(errors.size()) + 0.01);
        for (std::uint32_t chip = 0; chip < 5; ++chip) // each by its own factor
            EXPECT_NEAR(errors[chip], (die_factor(device, {5, chip}) - 1) * product,
                        0.01 * product);
    }
}

TEST(Crossbar, ReadNoiseIsNewAtEachReadAndInProportionToConductance) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.read_sigma = 0.05;
    for (int dac_bits : {1, 2, 3})
        for (Encoding encoding : {Encoding::DifferentialCurrent, Encoding::Offset}) {
            OneColumn column;
            column.adc.bits = 16;
            column.weight = 27; // 01 10 11 in slices
            column.input = 5;   // bits 0 and 2
            column.array.encoding = encoding;
            column.pe.dac_bits = dac_bits;
            const auto errors = column.errors(device, 1, 4000);
            // digits of 5 with the weight of their step: 1 and 4; 1 and 4 x 1; 5
            const double inputs = dac_bits == 3 ? 25 : 17;
            const double levels[2][4] = {{3, 2, 1, 0}, {3, 2, 1, 2}}; // 27; 27 + 128
            double cells = 0;
            for (int s = 0; s < 4; ++s) {
                const double own = levels[encoding == Encoding::Offset ? 1 : 0][s] + gmin;
                const double other = encoding == Encoding::Offset ? 0 : gmin;
                cells += (squared(own) + squared(other)) * std::pow(16, s);
            }
            const double expected = squared(0.05) * 100 * cells * inputs;
            const Moments m = moments(errors);
            EXPECT_NEAR(m.variance / expected, 1, three_sigma(errors.size()) + 0.01)
                << dac_bits << "-bit digits";
            EXPECT_NEAR(m.mean, 0, 3 * std::sqrt(expected / double(errors.size())) + 1);
        }
}

TEST(CrossbarMatMul, GivesTheSameBitsHoweverTheWorkIsCut) {
    const auto network = nn::random_network(
        {2, 10, 10}, {nn::conv(20, 3, 1, 1), nn::global_pool(), nn::linear(5)}, 3);
    const ChipSpec chip;
    const Placement placement = placed(network, chip, {{48}, {3, 1}});
    const auto ranges = converter_ranges(network, placement, chip, {});
    CrossbarMatMul one({network, chip, {}, placement, {}}, ranges, {11, 2});
    CrossbarMatMul two({network, chip, {}, placement, {}}, ranges, {11, 2});
    nn::RandomIntegers draw(1, 1);
    std::vector<std::uint8_t> x(100 * 18);
    for (std::uint8_t &value : x)
        value = static_cast<std::uint8_t>(draw(0, 255));
    std::vector<std::int32_t> whole(100 * 20), parts(100 * 20);
    one.multiply(0, {x.data(), 100, 4}, whole.data());
    for (int first : {63, 0, 17}) { // any order
        const int last = first == 0 ? 17 : first == 17 ? 63 : 100;
        two.multiply(0, {x.data() + first * 18, last - first, 4, first}, parts.data() + first * 20);
    }
    EXPECT_EQ(whole, parts);
    EXPECT_EQ(one.counts(0).row_levels, two.counts(0).row_levels);

    const auto differs = [&](std::int64_t image, ChipDraw chip_draw) {
        CrossbarMatMul other({network, chip, {}, placement, {}}, ranges, chip_draw);
        other.multiply(0, {x.data(), 100, image}, parts.data());
        return parts != whole;
    };
    EXPECT_FALSE(differs(4, {11, 2}));
    EXPECT_TRUE(differs(5, {11, 2})); // other read noise
    EXPECT_TRUE(differs(4 + (std::int64_t{1} << 32), {11, 2}));
    EXPECT_TRUE(differs(4, {11, 3}));
    EXPECT_TRUE(differs(4, {12, 2}));
}

TEST(Crossbar, CountsDrivenRowsAndTheConductanceOfAllTheirCells) {
    ChipSpec chip;
    const LayerPlacement layer = single_layer({2, 1}, chip.tile.array, chip.tile.adc);
    const nn::Weight weights[] = {5, 0}; // levels 1 + 1 of 8 cells
    const std::uint8_t x[] = {7, 1};
    const auto counted = [&](int dac_bits) {
        chip.tile.pe.dac_bits = dac_bits;
        const Crossbar crossbar(
            {layer, layer.blocks[0], chip.tile.pe, DeviceSpec{}.ideal(), weights, 1, 1, {}, 0});
        ReadCounts counts;
        std::int32_t y = 0;
        crossbar.multiply(0, 0, x, &y, counts);
        return counts;
    };
    const auto row0 = static_cast<std::int64_t>(std::lround(256 * (2 + 129 * gmin)));
    const auto row1 = static_cast<std::int64_t>(std::lround(256 * 129 * gmin));
    const ReadCounts bits = counted(1);
    EXPECT_EQ(bits.reads, 8);
    EXPECT_EQ(bits.conversions, 64);
    EXPECT_EQ(bits.active_rows, 4); // three ones and one
    EXPECT_EQ(bits.row_levels, 3 * row0 + row1);
    const ReadCounts digits = counted(2); // 7 = 3 + 4 x 1
    EXPECT_EQ(digits.reads, 4);
    EXPECT_EQ(digits.active_rows, 3);
    EXPECT_EQ(digits.row_levels, (9 + 1) * row0 + row1);
}

} // namespace
} // namespace cim
