// SPDX-License-Identifier: Apache-2.0
#include "models/adc_error.h"
#include "tests/models/moments.h"

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

} // namespace
} // namespace cim
