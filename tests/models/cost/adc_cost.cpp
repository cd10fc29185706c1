// SPDX-License-Identifier: Apache-2.0
#include "models/cost/adc_cost.h"
#include "models/chip/adc.h"
#include "models/cost/parts.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cim {
namespace {

struct SurveyRow {
    double node_nm, bits, samples_per_s, energy_pj, area_um2;
};

// Values computed by the authors' own estimator.
const SurveyRow survey[] = {
    {65, 4, 1e7, 3.50075, 6503.58},  {65, 5, 1e9, 3.54812, 15008.2},
    {65, 6, 1e8, 4.0364, 10288.8},   {65, 4, 1.2e9, 3.50075, 15448.7},
    {65, 10, 2e9, 83.5805, 43768.4}, {45, 10, 1e7, 6.28272, 5376.49},
    {32, 9, 1e8, 2.34007, 4323.61},  {28, 8, 5e8, 1.33325, 4280.33},
    {22, 7, 1e9, 0.648727, 3077.98}, {16, 6, 1.2e9, 0.289361, 1821.05},
    {7, 5, 2e9, 0.0537614, 531.073}, {32, 8, 1e9, 1.7137, 5971.6},
    {32, 8, 1.2e9, 1.8486, 6313},    {22, 8, 1e9, 0.8472, 3333.9},
    {22, 5, 1e9, 0.4629, 2782.4},    {22, 10, 1e9, 6.894, 6242},
};

TEST(AdcCost, FollowsTheSurveyRegression) {
    for (const SurveyRow &row : survey) {
        const double energy = adc_energy_pj(row.node_nm, row.bits, row.samples_per_s);
        const double area = adc_area_um2(row.node_nm, row.bits, row.samples_per_s);
        EXPECT_NEAR(energy / row.energy_pj, 1, 1e-4) << row.node_nm << " nm " << row.bits << " b";
        EXPECT_NEAR(area / row.area_um2, 1, 1e-4) << row.node_nm << " nm " << row.bits << " b";
    }
}

TEST(AdcCost, IsThatOfFourBitsBelowFourBits) {
    EXPECT_EQ(adc_energy_pj(22, 1, 1e9), adc_energy_pj(22, 4, 1e9));
}

// A SAR converter of 1 bit at 1 GHz takes 2 of the 5 comparisons of one of 4 bits, which is as
// large and draws as much.
TEST(AdcCost, OfTheSurveyFallsWithTheBits) {
    ChipSpec chip;
    AdcSpec adc, more;
    adc.bits = 1;
    more.bits = 4;
    EXPECT_NEAR(adc_energy_pj(chip, adc), 0.4 * adc_energy_pj(chip, more), 1e-12);
    for (int bits = 1; bits < 8; ++bits) {
        adc.bits = bits;
        more.bits = bits + 1;
        EXPECT_LT(adc_energy_pj(chip, adc), adc_energy_pj(chip, more)) << bits;
        if (bits < 4) {
            EXPECT_DOUBLE_EQ(adc_area_um2(chip, adc), adc_area_um2(chip, more)) << bits;
        }
    }
}

TEST(AdcCost, KnowsPublishedConverters) {
    ChipSpec chip;
    chip.node_nm = 32;
    chip.vdd_v = 0.9;
    AdcSpec adc;
    adc.cost = AdcCost::Isaac;
    EXPECT_NEAR(adc_energy_pj(chip, adc), 1.5625, 1e-12);
    EXPECT_NEAR(adc_area_um2(chip, adc), 1200, 1e-9);
    adc.cost = AdcCost::Puma; // 8 bits: 2 mW x 100 ns / 128
    EXPECT_NEAR(adc_energy_pj(chip, adc), 1.5625, 1e-12);
    chip.node_nm = 45;
    chip.vdd_v = 1;
    adc.cost = AdcCost::Mnsim; // 4 mW for as long as it converts: 10 periods of 1.1 GHz
    adc.conversion_time = ConversionTime::BitRate;
    adc.rate_gsps = 1.1;
    EXPECT_NEAR(1 / conversions_per_ns(chip, adc), 9.0909, 1e-4);
    EXPECT_NEAR(adc_energy_pj(chip, adc), 36.3636, 1e-4);
    adc.conversion_time = ConversionTime::Rate;
    EXPECT_NEAR(adc_energy_pj(chip, adc), 4 / 1.1, 1e-12);
    adc.bits = 10;
    adc.rate_gsps = 1.5;
    EXPECT_NEAR(adc_energy_pj(chip, adc), 6.92 / 1.5, 1e-12);
    adc.energy_scale = 2;
    chip.temperature_k = 400; // + 13 %
    EXPECT_NEAR(adc_energy_pj(chip, adc), 2 * 6.92 / 1.5 * 1.13, 1e-12);
}

// The survey does not tell kinds apart: a flash converter has a comparator for each level.
TEST(AdcCost, OfAFlashOfTheSurveyGrowsWithItsComparators) {
    const ChipSpec chip;
    AdcSpec four, adc;
    four.kind = adc.kind = AdcKind::Flash;
    four.bits = 4;
    for (adc.bits = 1; adc.bits <= 10; ++adc.bits) {
        const double share = (std::exp2(adc.bits) - 1) / 15;
        EXPECT_NEAR(adc_energy_pj(chip, adc) / adc_energy_pj(chip, four), share, 1e-9 * share);
        EXPECT_NEAR(adc_area_um2(chip, adc) / adc_area_um2(chip, four), share, 1e-9 * share);
    }
    adc.bits = 1;
    const double flash_pj = adc_energy_pj(chip, adc);
    adc.kind = AdcKind::SenseAmplifier;
    EXPECT_NEAR(adc_energy_pj(chip, adc), flash_pj, 1e-12);
}

// NeuroSim V1.4 has 6.5 times a SAR's energy for a flash of 8 bits; the survey's best of 4 bits
// less.
TEST(AdcCost, OfAFlashOfTheSurveyIsAboveASarsFromFiveBitsOn) {
    const ChipSpec chip;
    AdcSpec sar, flash;
    flash.kind = AdcKind::Flash;
    for (int bits = 5; bits <= 10; ++bits) {
        sar.bits = flash.bits = bits;
        EXPECT_GT(adc_energy_pj(chip, flash), adc_energy_pj(chip, sar)) << bits;
    }
}

// NeuroSim V1.3, 16 converters of a 128 x 128 array: 1368.5, 2932.4, 6060.4, 13627.6, 30115.2 um2.
// An encoder of b bits has gates of 2^(b-1) inputs, so that it grows with the square of the levels.
TEST(AdcCost, OfFlashGrowsWithItsEncoder) {
    ChipSpec chip;
    AdcSpec adc;
    adc.kind = AdcKind::Flash;
    adc.cost = AdcCost::NeuroSim13;
    const double um2[] = {1368.47, 2932.44, 6060.37, 13627.6, 30115.2};
    for (adc.bits = 3; adc.bits <= 7; ++adc.bits)
        EXPECT_NEAR(16 * adc_area_um2(chip, adc) / um2[adc.bits - 3], 1, 0.06) << adc.bits;
}

// Aladdin, 40 nm: a comparator that switches in each of 32 periods, two bits that toggle.
TEST(AdcCost, OfAnOscillatorIsItsComparatorAndCounter) {
    ChipSpec chip;
    chip.node_nm = 40;
    chip.vdd_v = 0.9;
    AdcSpec adc;
    adc.kind = AdcKind::Oscillator;
    adc.cost = AdcCost::Counter;
    adc.bits = 5;
    EXPECT_NEAR(adc_energy_pj(chip, adc), 32 * (0.029 + 0.018), 1e-12);
    EXPECT_NEAR(adc_area_um2(chip, adc), 71 + 5 * 5.98, 1e-12);
    adc.kind = AdcKind::Ramp;
    EXPECT_NEAR(adc_energy_pj(chip, adc), 0.029 + 32 * 0.018, 1e-12);
}

/// SAR on the column's own charge, at 28 nm and 0.9 V: a NAND takes .7 fF x .81 V^2 = .567 fJ.
AdcSpec in_column(int bits) {
    AdcSpec adc;
    adc.cost = AdcCost::InColumn;
    adc.bits = bits;
    return adc;
}
ChipSpec at_28_nm() {
    ChipSpec chip;
    chip.node_nm = 28;
    chip.vdd_v = 0.9;
    return chip;
}

// 8 decisions of 5 NANDs and 24 kT 4^8 = 6.515 fJ; 9 x 9 + 8 flip-flops clocked, of 3 NANDs; 63.5
// units of .5 fF. 5 + 17 x 6 NANDs of .614 um2, 128 fF.
TEST(AdcCost, InAColumnIsALatchItsRegistersAndCapacitors) {
    const ChipSpec chip = at_28_nm();
    EXPECT_NEAR(adc_energy_pj(chip, in_column(8)),
                1e-3 * (8 * (5 * 0.567 + 6.5148) + 89 * 3 * 0.567 + 63.5 * 0.5 * 0.81), 1e-6);
    EXPECT_NEAR(adc_area_um2(chip, in_column(8)), 107 * 0.614 + 128 / 1.51, 1e-9);
    AdcSpec sense = in_column(1); // a decision of 24 kT x 4 = .0004 fJ and a flip-flop
    sense.kind = AdcKind::SenseAmplifier;
    EXPECT_NEAR(adc_energy_pj(chip, sense), 1e-3 * (8 * 0.567 + 0.000398), 1e-8);
    EXPECT_NEAR(adc_area_um2(chip, sense), 11 * 0.614, 1e-9);
}

// Van Elzakker et al., JSSC 45, 1007 (2010), a converter that has nothing but these parts, 10 bits
// at 65 nm and 1 V: 1.9 uW at 1 MS/s.
TEST(AdcCost, InAColumnIsThatOfAChargeRedistributionConverter) {
    ChipSpec chip;
    chip.node_nm = 65;
    chip.vdd_v = 1;
    EXPECT_NEAR(adc_energy_pj(chip, in_column(10)) / 1.9, 1, 0.1);
}

// Registers at 4 bits: two more bits take 2.1 times as much; noise at 11: 3.1 times.
TEST(AdcCost, InAColumnGrowsWithNoiseOnceBitsAreMany) {
    const ChipSpec chip = at_28_nm();
    const auto growth = [&](int bits) {
        return adc_energy_pj(chip, in_column(bits + 2)) / adc_energy_pj(chip, in_column(bits));
    };
    EXPECT_LT(growth(4), 2.2);
    EXPECT_GT(growth(10), 3);
    EXPECT_LT(growth(10), 16);
}

// A clocked latch draws nothing at rest; its logic leaks.
TEST(AdcCost, InAColumnDrawsNothingAtRestButLeakage) {
    ChipSpec chip = at_28_nm();
    AdcSpec adc = in_column(8);
    EXPECT_EQ(static_share(adc), 0);
    const auto rest_mw = [&] {
        for (const Part &part : tile_parts(chip, {}, chip.tile.array, adc))
            if (part.component == "adc")
                return part.leakage_mw;
        return -1.0;
    };
    const double leakage = rest_mw();
    EXPECT_GT(leakage, 0);
    chip.clock_ghz = 2; // as much at any rate
    EXPECT_EQ(rest_mw(), leakage);
    adc.cost = AdcCost::Survey;
    EXPECT_EQ(static_share(adc), 0.2);
    EXPECT_GT(rest_mw(), 100 * leakage);
}

TEST(AdcCost, SaysWhatItHasNoFiguresFor) {
    const ChipSpec chip;
    AdcSpec adc;
    EXPECT_EQ(adc_problem(chip, adc), "");
    adc.cost = AdcCost::Isaac;
    adc.bits = 6;
    EXPECT_EQ(adc_problem(chip, adc), "chip.tile.adc.cost = isaac has figures of 8 bits, but "
                                      "chip.tile.adc.bits is 6");
    adc.kind = AdcKind::Ramp;
    EXPECT_EQ(adc_problem(chip, adc),
              "chip.tile.adc.cost = isaac has figures of sar, but chip.tile.adc.kind is ramp");
    adc.kind = AdcKind::SenseAmplifier;
    EXPECT_EQ(adc_problem(chip, adc),
              "a sense amplifier decides one bit, but chip.tile.adc.bits is 6");
    adc.kind = AdcKind::Flash;
    adc.cost = AdcCost::Counter;
    EXPECT_EQ(adc_problem(chip, adc), "chip.tile.adc.cost = counter has figures of ramp or "
                                      "oscillator, but chip.tile.adc.kind is flash");
}

} // namespace
} // namespace cim
