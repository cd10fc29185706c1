// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc.h"
#include "models/cost/adc_cost.h"

#include <gtest/gtest.h>

#include <string>

namespace cim {
namespace {

/// A converter of a kind, with the figures of a cost model.
struct Pair {
    ConverterKind kind;
    ConverterCost cost;
};

/// How GoogleTest tells for which pair a test failed.
void PrintTo(const Pair &pair, std::ostream *out) {
    *out << pair.kind.name << " by " << pair.cost.name;
}

std::vector<Pair> pairs() {
    std::vector<Pair> all;
    for (const ConverterKind &kind : converter_kinds)
        for (const ConverterCost &cost : converter_costs)
            if (cost.kinds & set_of(kind.kind))
                all.push_back({kind, cost});
    return all;
}

std::string name_of(const testing::TestParamInfo<Pair> &pair) {
    std::string name = std::string(pair.param.kind.name) + "_by_" + pair.param.cost.name;
    for (char &letter : name)
        if (letter == '-' || letter == '.')
            letter = '_';
    return name;
}

class EveryConverterCost : public testing::TestWithParam<Pair> {
  protected:
    EveryConverterCost() {
        chip_.tile.pe.sample_hold = false;
        adc_.kind = GetParam().kind.kind;
        adc_.cost = GetParam().cost.cost;
        adc_.conversion_time = ConversionTime::Rate; // as many conversions, whatever the bits
        adc_.bits = most();
        while (!adc_problem(chip_, adc_).empty())
            --adc_.bits;
    }
    int most() const { return GetParam().cost.most_bits; }
    bool given() const { return adc_.cost == AdcCost::Given; }

    ChipSpec chip_;
    AdcSpec adc_;
};

TEST_P(EveryConverterCost, RisesWithTheSupply) {
    const double energy = adc_energy_pj(chip_, adc_), area = adc_area_um2(chip_, adc_);
    chip_.vdd_v *= 1.1;
    if (given()) {
        EXPECT_EQ(adc_energy_pj(chip_, adc_), energy);
    } else if (adc_.cost == AdcCost::InColumn) { // noise asks for a charge, whatever the supply
        EXPECT_GT(adc_energy_pj(chip_, adc_) / energy, 1);
        EXPECT_LT(adc_energy_pj(chip_, adc_) / energy, 1.21);
    } else
        EXPECT_NEAR(adc_energy_pj(chip_, adc_) / energy, 1.21, 1e-9);
    EXPECT_EQ(adc_area_um2(chip_, adc_), area);
}

TEST_P(EveryConverterCost, FallsWithTheNode) {
    for (int node = 130; node > 5; --node) {
        chip_.node_nm = node;
        const double energy = adc_energy_pj(chip_, adc_), area = adc_area_um2(chip_, adc_);
        chip_.node_nm = node - 1;
        if (given()) {
            EXPECT_EQ(adc_energy_pj(chip_, adc_), energy);
        } else {
            EXPECT_LT(adc_energy_pj(chip_, adc_), energy) << node << " nm";
            EXPECT_LT(adc_area_um2(chip_, adc_), area) << node << " nm";
        }
    }
}

TEST_P(EveryConverterCost, NeverFallsWithTheBits) {
    double energy = 0, area = 0;
    for (adc_.bits = 1; adc_.bits <= most(); ++adc_.bits) {
        if (!adc_problem(chip_, adc_).empty())
            continue;
        EXPECT_GE(adc_energy_pj(chip_, adc_), energy) << adc_.bits << " bits";
        EXPECT_GE(adc_area_um2(chip_, adc_), area) << adc_.bits << " bits";
        energy = adc_energy_pj(chip_, adc_);
        area = adc_area_um2(chip_, adc_);
    }
    EXPECT_GT(energy, 0);
}

TEST_P(EveryConverterCost, RisesWithTheTemperatureAndItsScales) {
    const double energy = adc_energy_pj(chip_, adc_), area = adc_area_um2(chip_, adc_);
    chip_.temperature_k = 350;
    EXPECT_NEAR(adc_energy_pj(chip_, adc_) / energy, 1.065, 1e-12);
    adc_.energy_scale = adc_.area_scale = 2;
    EXPECT_NEAR(adc_energy_pj(chip_, adc_) / energy, 2.13, 1e-12);
    EXPECT_NEAR(adc_area_um2(chip_, adc_) / area, 2, 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryConverterCost, testing::ValuesIn(pairs()), name_of);

// The survey is about converters at the supply of their node: .85 V at 22 nm, .9 V at 32 nm.
TEST(AdcCost, OfTheSurveyIsItsOwnAtTheSupplyOfTheNode) {
    ChipSpec chip;
    AdcSpec adc;
    adc.conversion_time = ConversionTime::Rate;
    EXPECT_DOUBLE_EQ(adc_energy_pj(chip, adc), adc_energy_pj(22, 8, 1e9));
    chip.node_nm = 32;
    chip.vdd_v = 0.9;
    EXPECT_NEAR(adc_energy_pj(chip, adc), adc_energy_pj(32, 8, 1e9), 1e-12);
    chip.vdd_v = 0.45;
    EXPECT_NEAR(adc_energy_pj(chip, adc), adc_energy_pj(32, 8, 1e9) / 4, 1e-12);
}

} // namespace
} // namespace cim
