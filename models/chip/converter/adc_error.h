// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/numerics/random.h"

#include <cstdint>
#include <vector>

namespace cim {

/// What is wrong with a column converter: `chip.tile.adc.error.*`. Static errors are drawn once a
/// chip.
struct AdcErrorSpec {
    double offset_lsb = 0;
    double gain = 0;
    double capacitor = 0;
    double noise_lsb = 0;

    bool any() const { return offset_lsb > 0 || gain > 0 || capacitor > 0 || noise_lsb > 0; }
};

template <class Visit> void fields(AdcErrorSpec &error, Visit &&visit) {
    visit("offset_lsb", error.offset_lsb, "lsb", 0, 1000,
          "standard deviation of a converter's offset", "knob (assumption)");
    visit("gain", error.gain, "1", 0, 1, "standard deviation of a converter's gain about 1",
          "knob (assumption)");
    visit("capacitor", error.capacitor, "1", 0, 1,
          "mismatch of a SAR converter's unit capacitors: bit i weighs 2^i (1 + capacitor 2^(-i/2) "
          "n); one set an array",
          "Spear 2023 as in CrossSim; about 0.01 (assumption)");
    visit("noise_lsb", error.noise_lsb, "lsb", 0, 1000,
          "standard deviation of thermal noise at each conversion", "knob (assumption)");
}

/// Static errors of each column of an array, whose columns share converters in runs of
/// `columns_per_converter`.
struct StaticErrors {
    std::vector<float> offset_codes;
    std::vector<float> gain; ///< factor on the codes
};
StaticErrors static_errors(const AdcErrorSpec &error, const ChipDraw &chip, std::uint32_t array,
                           int columns, int columns_per_converter);

struct AdcSpec;
struct Converters;

/// Gives an array's ideal converters the errors of adc.error.
void add_errors(const AdcSpec &adc, const ChipDraw &chip, std::uint32_t array,
                Converters &converters);

/// The code that a SAR converter of `bits` with mismatched capacitors gives in the middle of each
/// ideal code: successive approximation with the bits' real weights, whose sum is the ideal one.
std::vector<std::int32_t> sar_codes(double mismatch, int bits, const ChipDraw &chip,
                                    std::uint32_t array);

} // namespace cim
