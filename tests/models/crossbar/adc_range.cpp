// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/adc_range.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

TEST(AdcRange, CalibratedTakesThePercentileAndNeverLessThanALevel) {
    const auto network = nn::random_network(
        {3, 8, 8}, {nn::conv(16, 5, 1, 2), nn::conv(16, 5, 1, 2), nn::global_pool(), nn::linear(5)},
        2);
    ChipSpec chip;
    chip.tile.adc.bits = 4;
    const auto images = nn::random_images(network, 4, 1);
    const Placement placement = placed(network, chip);
    const auto full = converter_ranges(network, placement, chip, images.data(), 4);
    EXPECT_DOUBLE_EQ(full[0].lsb, 75 * 3 / 15.0);
    EXPECT_DOUBLE_EQ(full[1].lsb, 128 * 3 / 15.0);
    chip.tile.adc.range = AdcRange::Calibrated;
    chip.tile.adc.percentile = 100;
    const auto all = converter_ranges(network, placement, chip, images.data(), 4);
    chip.tile.adc.percentile = 90;
    const auto most = converter_ranges(network, placement, chip, images.data(), 4);
    for (std::size_t l = 0; l < 3; ++l) {
        EXPECT_LE(all[l].lsb, full[l].lsb);
        EXPECT_LE(most[l].lsb, all[l].lsb);
        EXPECT_GE(most[l].lsb, 1);
    }
    EXPECT_LT(most[1].lsb, full[1].lsb);

    chip.tile.adc.range = AdcRange::Sigma;
    chip.tile.adc.clip_sigmas = 1;
    const auto one = converter_ranges(network, placement, chip, images.data(), 4);
    chip.tile.adc.clip_sigmas = 2;
    const auto two = converter_ranges(network, placement, chip, images.data(), 4);
    chip.tile.adc.clip_sigmas = 20;
    const auto twenty = converter_ranges(network, placement, chip, images.data(), 4);
    EXPECT_LT(one[1].lsb, two[1].lsb);
    EXPECT_LT(two[1].lsb, most[1].lsb * 1.5);
    for (std::size_t l = 0; l < 3; ++l)
        EXPECT_LE(twenty[l].lsb, full[l].lsb); // never more than there can be
    EXPECT_EQ(twenty[2].lsb, full[2].lsb);
}

TEST(AdcRange, OfAColumnIsAPowerOfTwoTimesTheLayersFinest) {
    // Two outputs whose weights are 1 and 3 (one slice of 2-bit cells), 100 rows of one-bit inputs
    // that are all one: sums 100 and 300 in w+, 0 in w-. Three bits: 100/7 and 300/7 levels a code,
    // and 1 for the empty columns.
    nn::QuantizedNetwork network = nn::random_network({100, 1, 1}, {nn::linear(2)}, 1);
    nn::QuantizedOp &op = network.ops[0];
    op.input_bits = network.input_bits = 1;
    op.weight_bits = 3;
    for (std::size_t i = 0; i < op.weights.size(); ++i)
        op.weights[i] = i % 2 == 0 ? 1 : 3;
    const std::vector<std::uint8_t> image(100, 1);
    ChipSpec chip;
    chip.tile.adc.bits = 3;
    chip.tile.adc.range = AdcRange::Calibrated;
    chip.tile.adc.percentile = 100;
    const Placement placement = placed(network, chip);
    EXPECT_DOUBLE_EQ(converter_ranges(network, placement, chip, image.data(), 1)[0].lsb, 300 / 7.0);
    chip.tile.adc.range_of = RangeScope::Column;
    const auto ranges = converter_ranges(network, placement, chip, image.data(), 1);
    EXPECT_EQ(ranges[0].lsb, 1);
    ASSERT_EQ(ranges[0].shifts.size(), 1u);
    EXPECT_EQ(ranges[0].shifts[0], (std::vector<std::uint8_t>{4, 6, 0, 0})); // 16 and 64 levels
    EXPECT_EQ(ranges[0].coarsest_lsb(), 64);

    DeviceSpec nearly = DeviceSpec{}.ideal();
    nearly.programming_sigma = 1e-9; // no shortcut
    CrossbarMatMul crossbars(network, placement, chip, nearly, ranges, {});
    std::vector<std::int32_t> y(2);
    crossbars.multiply(0, 0, 0, 1, image.data(), y.data());
    EXPECT_EQ(y, (std::vector<std::int32_t>{6 * 16, 5 * 64})); // rint(100/16), rint(300/64)
}

} // namespace
} // namespace cim
