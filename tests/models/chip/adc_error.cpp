// SPDX-License-Identifier: Apache-2.0
#include "models/chip/converter/adc_error.h"
#include "models/crossbar/crossbar.h"
#include "models/crossbar/driver_error.h"
#include "tests/models/moments.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cim {
namespace {

TEST(AdcError, OffsetsAndGainsBelongToConverters) {
    AdcErrorSpec error;
    error.offset_lsb = 2;
    error.gain = 0.01;
    const StaticErrors found = static_errors(error, {1, 2}, 3, 100000, 1);
    EXPECT_NEAR(moments(found.offset_codes).mean, 0, 3 * 2 / std::sqrt(1e5));
    EXPECT_NEAR(moments(found.offset_codes).variance / 4, 1, three_sigma(100000));
    EXPECT_NEAR(moments(found.gain).mean, 1, 3 * 0.01 / std::sqrt(1e5));
    EXPECT_NEAR(moments(found.gain).variance / 1e-4, 1, three_sigma(100000));

    const StaticErrors shared = static_errors(error, {1, 2}, 3, 20, 8);
    EXPECT_EQ(shared.offset_codes[0], shared.offset_codes[7]);
    EXPECT_NE(shared.offset_codes[7], shared.offset_codes[8]);
    EXPECT_EQ(shared.gain[16], shared.gain[19]);
}

TEST(AdcError, MatchedCapacitorsGiveEveryCode) {
    const auto codes = sar_codes(0, 8, {1, 0}, 0);
    ASSERT_EQ(codes.size(), 256u);
    for (int i = 0; i < 256; ++i)
        EXPECT_EQ(codes[std::size_t(i)], i);
}

TEST(AdcError, MismatchedCapacitorsBendTheLineMostInTheMiddle) {
    // The step at the middle is w7 less all lower weights: of variance 2^7 s^2 + (2^7 - 1) s^2.
    constexpr double mismatch = 0.2;
    double squares = 0, ends = 0;
    constexpr int arrays = 2000;
    for (std::uint32_t array = 0; array < arrays; ++array) {
        const auto codes = sar_codes(mismatch, 8, {1, 0}, array);
        for (std::size_t i = 1; i < 256; ++i)
            ASSERT_GE(codes[i], codes[i - 1]); // never back
        squares += std::pow(codes[127] - 127, 2) / arrays;
        ends += std::pow(codes[255] - 255, 2) / arrays;
    }
    EXPECT_EQ(ends, 0); // full scale is the converter's gain
    EXPECT_GT(std::sqrt(squares), 0.5);
    EXPECT_LT(std::sqrt(squares), mismatch * 16);
}

/// Outputs of one column of ten unit weights and inputs of 1, over many chips or reads: one
/// conversion of a sum of ten levels counts.
std::vector<double> outputs(const AdcErrorSpec &error, const PeSpec &pe, int chips, int reads) {
    ArraySpec array;
    array.encoding = Encoding::DifferentialCurrent; // signed codes: nothing stops at zero
    AdcSpec adc;
    adc.bits = 12;
    adc.error = error;
    const LayerPlacement layer =
        single_layer({10, 1}, array, adc, 2, 1); // one slice, one input bit
    const std::vector<nn::Weight> weights(10, 1);
    const std::vector<std::uint8_t> x(10, 1);
    constexpr double lsb = 1.0 / 64;
    std::vector<double> found;
    for (int chip = 0; chip < chips; ++chip) {
        const ChipDraw draw{1, static_cast<std::uint32_t>(chip)};
        const Crossbar crossbar(
            {layer, layer.blocks[0], pe, DeviceSpec{}.ideal(), weights.data(), 1, lsb, draw, 0});
        for (int read = 0; read < reads; ++read) {
            std::int32_t y = 0;
            ReadCounts counts;
            crossbar.multiply(0, read, x.data(), &y, counts);
            found.push_back(y);
        }
    }
    return found; // 640 codes
}

TEST(AdcError, ReachesTheOutputs) {
    const auto check = [](const std::vector<double> &codes, double sigma) {
        const Moments m = moments(codes);
        EXPECT_NEAR(m.mean, 640, 3 * sigma / std::sqrt(double(codes.size())) + 0.1);
        EXPECT_NEAR(m.variance / (sigma * sigma + 1 / 12.0), 1, three_sigma(codes.size()) + 0.01);
    };
    AdcErrorSpec error;
    error.offset_lsb = 20;
    check(outputs(error, {}, 20000, 1), 20);
    error = {};
    error.gain = 0.02;
    check(outputs(error, {}, 20000, 1), 0.02 * 640);
    error = {};
    error.noise_lsb = 15;
    check(outputs(error, {}, 1, 20000), 15);
    PeSpec pe;
    pe.driver_sigma = 0.1; // of ten drivers, one level of 64 codes each
    check(outputs({}, pe, 20000, 1), 0.1 * 64 * std::sqrt(10.0));
    pe = {};
    pe.dac_inl_lsb = 0.1; // of the one digit that all ten rows share
    check(outputs({}, pe, 20000, 1), 0.1 * 640);
}

TEST(DigitCurrents, BendAsTheCellsDo) {
    PeSpec pe;
    pe.dac_bits = 2;
    DeviceSpec device = DeviceSpec{}.ideal();
    EXPECT_TRUE(digit_currents(pe, device, {}, 0).empty());
    device.read_v = 0.3;
    device.nonlinearity_v = 0.15; // sinh(2/3), sinh(4/3) and sinh(2) by hand
    const std::vector<double> currents = digit_currents(pe, device, {}, 0);
    ASSERT_EQ(currents.size(), 4u);
    EXPECT_EQ(currents[0], 0);
    EXPECT_NEAR(currents[1], 3 * 0.717158 / 3.626860, 1e-5);
    EXPECT_NEAR(currents[2], 3 * 1.765035 / 3.626860, 1e-5);
    EXPECT_DOUBLE_EQ(currents[3], 3);
}

TEST(DigitCurrents, ReachTheOutputs) {
    ArraySpec array;
    AdcSpec adc;
    adc.bits = 16;
    const LayerPlacement layer = single_layer({8, 1}, array, adc, 2, 2);
    const std::vector<nn::Weight> weights(8, 1);
    PeSpec pe;
    pe.dac_bits = 2;
    DeviceSpec device = DeviceSpec{}.ideal();
    device.nonlinearity_v = device.read_v / 2;
    constexpr double lsb = 1.0 / 256;
    const Crossbar crossbar({layer, layer.blocks[0], pe, device, weights.data(), 1, lsb, {}, 0});
    const double by_hand[] = {0, 3 * 0.717158 / 3.626860, 3 * 1.765035 / 3.626860, 3};
    for (int digit = 0; digit < 4; ++digit) {
        const std::vector<std::uint8_t> x(8, static_cast<std::uint8_t>(digit));
        std::int32_t y = 0;
        ReadCounts counts;
        crossbar.multiply(0, 0, x.data(), &y, counts);
        EXPECT_NEAR(y * lsb, 8 * by_hand[digit], 8.0 / 1000) << digit;
    }
}

TEST(AdcError, MismatchOnlyMovesCodes) {
    AdcErrorSpec error;
    error.capacitor = 0.3;
    const auto codes = outputs(error, {}, 2000, 1);
    EXPECT_GT(moments(codes).sigma(), 1);
    EXPECT_LT(moments(codes).sigma(), 0.3 * 64);
    error.capacitor = 1e-6;
    for (const double code : outputs(error, {}, 10, 1))
        EXPECT_EQ(code, 640);
}

} // namespace
} // namespace cim
