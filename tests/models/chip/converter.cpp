// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace cim {

/// How GoogleTest tells for which kind of converter a test failed.
static void PrintTo(const ConverterKind &kind, std::ostream *out) { *out << kind.name; }

namespace {

class EveryConverter : public testing::TestWithParam<ConverterKind> {
  protected:
    EveryConverter() {
        adc_.kind = GetParam().kind;
        chip_.tile.pe.sample_hold = false;
    }

    /// One of `bits` can be built.
    bool built(int bits) {
        adc_.bits = bits;
        return adc_problem(chip_, adc_).empty();
    }

    ChipSpec chip_;
    AdcSpec adc_;
};

TEST_P(EveryConverter, IsNeverFasterForMoreBits) {
    int cycles = 1, resolutions = 0;
    for (int bits = 1; bits <= 16; ++bits)
        if (built(bits)) {
            EXPECT_GE(conversion_cycles(chip_, adc_), cycles) << bits << " bits";
            cycles = conversion_cycles(chip_, adc_);
            ++resolutions;
        }
    EXPECT_GE(resolutions, 1);
}

TEST_P(EveryConverter, LetsItsColumnConductLongerForALongerSense) {
    built(1);
    const double own = sense_ns(chip_, adc_);
    adc_.sense_ns = own + 1;
    EXPECT_GT(sense_ns(chip_, adc_), own);
}

TEST_P(EveryConverter, TakesMismatchOfCapacitorsOnlyIfItHasThem) {
    ASSERT_TRUE(built(1));
    adc_.error.capacitor = 0.01;
    EXPECT_EQ(adc_problem(chip_, adc_).empty(), adc_.kind == AdcKind::Sar);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryConverter, testing::ValuesIn(converter_kinds),
                         [](const auto &kind) {
                             std::string words = testing::PrintToString(kind.param);
                             std::replace(words.begin(), words.end(), '-', '_');
                             return words;
                         });

TEST(Converter, HasTheCyclesOfItsKind) {
    ChipSpec chip;
    AdcSpec adc;
    adc.bits = 6;
    adc.conversion_time = ConversionTime::Clocked;
    EXPECT_EQ(conversion_cycles(chip, adc), 7);
    adc.kind = AdcKind::Ramp;
    EXPECT_EQ(conversion_cycles(chip, adc), 64);
    adc.kind = AdcKind::Flash;
    EXPECT_EQ(conversion_cycles(chip, adc), 1);
    adc.conversion_time = ConversionTime::Rate;
    adc.rate_gsps = 0.1;
    EXPECT_EQ(conversion_cycles(chip, adc), 10);
    adc.conversion_time = ConversionTime::BitRate;
    adc.rate_gsps = 2; // 8 periods of half a ns
    EXPECT_EQ(conversion_cycles(chip, adc), 4);
    adc.bits = 14;
    EXPECT_EQ(conversion_cycles(chip, adc), 8);
}

// A part that follows the clock and one that does not, rounded up to 13 cycles of half a ns.
TEST(Converter, TakesSoManyCyclesAndNanoseconds) {
    ChipSpec chip;
    AdcSpec adc;
    adc.conversion_time = ConversionTime::Given;
    EXPECT_EQ(adc_problem(chip, adc), "chip.tile.adc.conversion_time = given needs "
                                      "chip.tile.adc.conversion_cycles or "
                                      "chip.tile.adc.conversion_ns");
    adc.conversion_cycles = 3;
    adc.conversion_ns = 6.2;
    EXPECT_EQ(adc_problem(chip, adc), "");
    EXPECT_EQ(conversion_cycles(chip, adc), 3 + 7);
    EXPECT_DOUBLE_EQ(conversions_per_ns(chip, adc), 1 / 9.2);
    chip.clock_ghz = 2;
    EXPECT_EQ(conversion_cycles(chip, adc), 3 + 13);
    EXPECT_DOUBLE_EQ(conversions_per_ns(chip, adc), 1 / 7.7);
}

// HERMES: 256 counts of .3 ns are 76.8 ns, whatever the clock.
TEST(Converter, AnOscillatorHasAPaceOfItsOwn) {
    ChipSpec chip;
    AdcSpec adc;
    adc.kind = AdcKind::Oscillator;
    EXPECT_EQ(conversion_cycles(chip, adc), 77);
    EXPECT_EQ(sense_ns(chip, adc), 77); // the column conducts all the time
    chip.clock_ghz = 2;
    EXPECT_EQ(conversion_cycles(chip, adc), 154);
    adc.sense_ns = 0.25;
    EXPECT_EQ(conversion_cycles(chip, adc), 128);
    EXPECT_EQ(sense_ns(chip, adc), 64);
    EXPECT_EQ(adc_problem(chip, adc),
              "chip.tile.adc.kind = oscillator counts while its column conducts: it needs "
              "chip.tile.pe.sample_hold = no");
    chip.tile.pe.sample_hold = false;
    EXPECT_EQ(adc_problem(chip, adc), "");
}

TEST(Converter, SaysWhatItsKindsAndCostModelsAre) {
    const std::string kinds = converters_sentence(), costs = converter_costs_sentence();
    EXPECT_EQ(kinds.rfind("how a converter works: sar: one bit after the other", 0), 0U) << kinds;
    for (const ConverterKind &kind : converter_kinds)
        EXPECT_NE(kinds.find(std::string(kind.name) + ": " + kind.is), std::string::npos);
    for (const ConverterCost &cost : converter_costs)
        EXPECT_NE(costs.find(std::string(cost.name) + ": " + cost.is), std::string::npos);
}

} // namespace
} // namespace cim
