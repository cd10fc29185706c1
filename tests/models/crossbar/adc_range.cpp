// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/adc_range.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

/// Two outputs whose weights are 1 and 3 (one slice of 2-bit cells), 100 rows of one-bit inputs:
/// all of them one give the sums 100 and 300 in w+, 0 in w-.
nn::QuantizedNetwork ones_and_threes() {
    nn::QuantizedNetwork network = nn::random_network({100, 1, 1}, {nn::linear(2)}, 1);
    nn::QuantizedOp &op = network.ops[0];
    op.input_bits = network.input_bits = 1;
    op.weight_bits = 3;
    for (std::size_t i = 0; i < op.weights.size(); ++i)
        op.weights[i] = i % 2 == 0 ? 1 : 3;
    return network;
}

TEST(AdcRange, CalibratedTakesThePercentileOfTheSums) {
    const auto network = nn::random_network(
        {3, 8, 8}, {nn::conv(16, 5, 1, 2), nn::conv(16, 5, 1, 2), nn::global_pool(), nn::linear(5)},
        2);
    ChipSpec chip;
    chip.tile.adc.bits = 4;
    chip.tile.adc.range = AdcRange::Full;
    const auto images = nn::random_images(network, 4, 1);
    const Placement placement = placed(network, chip);
    const auto full = converter_ranges(network, placement, chip, {}, {images.data(), 4});
    EXPECT_DOUBLE_EQ(full[0].lsb, 75 * 3 / 15.0);
    EXPECT_DOUBLE_EQ(full[1].lsb, 128 * 3 / 15.0);
    chip.tile.adc.range = AdcRange::Calibrated;
    chip.tile.adc.percentile = 100;
    const auto all = converter_ranges(network, placement, chip, {}, {images.data(), 4});
    chip.tile.adc.percentile = 90;
    const auto most = converter_ranges(network, placement, chip, {}, {images.data(), 4});
    for (std::size_t l = 0; l < 3; ++l) {
        EXPECT_LE(all[l].lsb, full[l].lsb);
        EXPECT_LE(most[l].lsb, all[l].lsb);
    }
    EXPECT_LT(most[1].lsb, full[1].lsb);

    chip.tile.adc.range = AdcRange::Sigma;
    chip.tile.adc.clip_sigmas = 1;
    const auto one = converter_ranges(network, placement, chip, {}, {images.data(), 4});
    chip.tile.adc.clip_sigmas = 2;
    const auto two = converter_ranges(network, placement, chip, {}, {images.data(), 4});
    chip.tile.adc.clip_sigmas = 20;
    const auto twenty = converter_ranges(network, placement, chip, {}, {images.data(), 4});
    EXPECT_LT(one[1].lsb, two[1].lsb);
    EXPECT_LT(two[1].lsb, most[1].lsb * 1.5);
    for (std::size_t l = 0; l < 3; ++l)
        EXPECT_LE(twenty[l].lsb, full[l].lsb); // never more than there can be
    EXPECT_EQ(twenty[2].lsb, full[2].lsb);
}

TEST(AdcRange, OfAColumnIsAPowerOfTwoTimesTheLayersFinest) {
    // Three bits: 100/7 and 300/7 levels a code, and a quarter for the empty columns.
    const nn::QuantizedNetwork network = ones_and_threes();
    const std::vector<std::uint8_t> image(100, 1);
    ChipSpec chip;
    chip.tile.adc.bits = 3;
    chip.tile.adc.range = AdcRange::Calibrated;
    chip.tile.adc.percentile = 100;
    const Placement placement = placed(network, chip);
    EXPECT_DOUBLE_EQ(converter_ranges(network, placement, chip, {}, {image.data(), 1})[0].lsb,
                     300 / 7.0);
    chip.tile.adc.range_of = RangeScope::Column;
    const auto ranges = converter_ranges(network, placement, chip, {}, {image.data(), 1});
    EXPECT_EQ(ranges[0].lsb, 0.25); // 7 codes for the empty columns' level
    ASSERT_EQ(ranges[0].shifts.size(), 1u);
    EXPECT_EQ(ranges[0].shifts[0], (std::vector<std::uint8_t>{6, 8, 0, 0})); // 16 and 64 levels
    EXPECT_EQ(ranges[0].coarsest_lsb(), 64);

    DeviceSpec nearly = DeviceSpec{}.ideal();
    nearly.programming_sigma = 1e-9; // no shortcut
    CrossbarMatMul crossbars({network, chip, nearly, placement, {}}, ranges, {});
    std::vector<std::int32_t> y(2);
    crossbars.multiply(0, {image.data()}, y.data());
    EXPECT_EQ(y, (std::vector<std::int32_t>{6 * 64, 5 * 256})); // rint(100/16), rint(300/64)
}

TEST(AdcRange, BelowALevelACodeALevelIsTwoToTheNCodes) {
    AdcSpec adc;
    const std::pair<int, double> lsbs[] = {{8, 384 / 255.0}, {9, 1}, {10, 0.5}, {12, 0.125}};
    for (const auto &[bits, lsb] : lsbs) { // 128 rows of 2-bit cells: sums to 384
        adc.bits = bits;
        EXPECT_EQ(full_range_lsb(single_layer({128, 1}, {}, adc), {}), lsb) << bits;
    }
    adc.bits = 16; // 128 codes a level:  128 x 255 x 255 x 2 of them are 24 bits: 2^-7
    EXPECT_EQ(full_range_lsb(single_layer({128, 1}, {}, adc), {}), 0x1p-7);
    adc.bits = 10;
    ArraySpec pairs;
    pairs.encoding = Encoding::DifferentialCurrent;
    EXPECT_EQ(full_range_lsb(single_layer({128, 1}, pairs, adc), {}), 1); // codes to 511
}

TEST(AdcRange, GivenIsWhatTheHighestCodeStandsFor) {
    const nn::QuantizedNetwork network = ones_and_threes();
    ChipSpec chip;
    chip.tile.adc.range = AdcRange::Given;
    chip.tile.adc.full_scale_levels = 100;
    const Placement placement = placed(network, chip);
    EXPECT_DOUBLE_EQ(converter_ranges(network, placement, chip, {})[0].lsb, 100 / 255.0);
    // 100 levels of a third of (10 - 10/17) uS each at 0.2 V.
    chip.tile.adc.full_scale_levels = 0;
    chip.tile.adc.full_scale_ua = 100 * (10 - 10 / 17.0) / 3 * 0.2;
    const Placement same = placed(network, chip);
    EXPECT_NEAR(converter_ranges(network, same, chip, DeviceSpec())[0].lsb, 100 / 255.0, 1e-9);
    chip.tile.pe.dac_bits = 2; // digit 3 has the full voltage: levels weigh a third of it
    EXPECT_NEAR(converter_ranges(network, same, chip, DeviceSpec())[0].lsb, 300 / 255.0, 1e-9);
    chip.tile.adc.full_scale_ua = 1e-9;
    chip.tile.adc.bits = 16;
    const std::string problem = given_range_problem(network, placed(network, chip), chip, {});
    EXPECT_EQ(problem, "") << "codes of 16 bits times inputs of one and weights of three fit";
    // 65535 of a code times 36 groups of 128 rows, digits to 2^7 and slices to 2^14: beyond 2^31.
    const auto wide = nn::random_network({4608, 1, 1}, {nn::linear(2)}, 1, {16, 8});
    EXPECT_NE(given_range_problem(wide, placed(wide, chip), chip, {}).find("32 bits"),
              std::string::npos);
}

TEST(AdcRange, GivenClipsWhatIsAboveIt) {
    const nn::QuantizedNetwork network = ones_and_threes();
    const std::vector<std::uint8_t> image(100, 1);
    ChipSpec chip;
    chip.tile.adc.range = AdcRange::Given;
    chip.tile.adc.full_scale_levels = 150;
    const Placement placement = placed(network, chip);
    const auto ranges = converter_ranges(network, placement, chip, {});
    CrossbarMatMul crossbars({network, chip, DeviceSpec{}.ideal(), placement, {}}, ranges, {});
    std::vector<std::int32_t> y(2);
    crossbars.multiply(0, {image.data()}, y.data());
    EXPECT_EQ(y, (std::vector<std::int32_t>{170, 255})); // of 100 and 300 levels, at 150/255
}

TEST(AdcRange, FittedHoldsWholeLevelsExactlyWhereItCan) {
    const nn::QuantizedNetwork network = ones_and_threes();
    const std::vector<std::uint8_t> image(100, 1);
    ChipSpec chip;
    ASSERT_EQ(chip.tile.adc.range, AdcRange::Fitted);
    const auto lsb = [&](int bits, int count = 1) {
        chip.tile.adc.bits = bits;
        return converter_ranges(network, placed(network, chip), chip, {}, {image.data(), count})[0]
            .lsb;
    };
    // Sums of 0, 100 and 300: 25 x 4 and 75 x 4 with codes to 127; two codes with bits to spare.
    EXPECT_EQ(lsb(7), 4);
    EXPECT_EQ(lsb(9), 1);
    EXPECT_EQ(lsb(10), 0.5) << "bits that whole levels do not need resolve deviations";
    EXPECT_EQ(lsb(7, 0), 300 / 127.0) << "without images the full range";
}

TEST(AdcRange, FittedClipsWhatIsRare) {
    const nn::QuantizedNetwork network = ones_and_threes();
    ChipSpec chip;
    chip.tile.adc.bits = 6;
    // Sums to 60 of 63 codes, and one of 66: clipping it costs 9, coarser codes more.
    std::vector<std::uint8_t> images;
    for (int image = 0; image < 64; ++image)
        for (int row = 0; row < 100; ++row)
            images.push_back(row < (image == 63 ? 22 : 1 + image % 20));
    const Placement placement = placed(network, chip);
    EXPECT_EQ(converter_ranges(network, placement, chip, {}, {images.data(), 64})[0].lsb, 1);
    EXPECT_EQ(converter_ranges(network, placement, chip, {})[0].lsb, 300 / 63.0);
}

} // namespace
} // namespace cim
