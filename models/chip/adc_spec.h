// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/converter/adc_error.h"
#include "models/chip/converter/converters.h"
#include "models/chip/delay.h"

#include <array>
#include <utility>

namespace cim {

/// What current the highest code of a converter stands for. Where a code has less than a level to
/// itself, all but a given range are rounded up so that a level is 2^n codes: whole levels stay
/// exact.
enum class AdcRange {
    Full,       ///< the largest sum that the driven rows can give
    Calibrated, ///< a percentile of the sums seen on calibration images
    Sigma,      ///< mean plus clip_sigmas standard deviations of those sums
    Fitted,     ///< what leaves the least squared error in the products of those images
    Given       ///< full_scale_levels or full_scale_ua, as it is
};
inline constexpr std::array<std::pair<const char *, AdcRange>, 5> adc_range_names{
    {{"full", AdcRange::Full},
     {"calibrated", AdcRange::Calibrated},
     {"sigma", AdcRange::Sigma},
     {"fitted", AdcRange::Fitted},
     {"given", AdcRange::Given}}};

/// The codes of a converter that tells signs apart (Encoding::DifferentialCurrent), of b bits.
enum class SignedCodes {
    TwosComplement, ///< -2^(b-1) to 2^(b-1) - 1
    Symmetrical     ///< -(2^(b-1) - 1) to 2^(b-1) - 1
};
inline constexpr std::array<std::pair<const char *, SignedCodes>, 2> signed_codes_names{
    {{"twos-complement", SignedCodes::TwosComplement}, {"symmetrical", SignedCodes::Symmetrical}}};

/// What has a range of its own.
enum class RangeScope {
    Layer, ///< one range for all columns of a layer
    Column ///< each column: the layer's unit times a power of two, so that the digital part shifts
};
inline constexpr std::array<std::pair<const char *, RangeScope>, 2> range_scope_names{
    {{"layer", RangeScope::Layer}, {"column", RangeScope::Column}}};

/// How long a conversion takes.
enum class ConversionTime {
    Rate,    ///< 1 / rate_gsps
    BitRate, ///< (bits + 2) / rate_gsps: samples, decides a bit after the other, writes
    Clocked, ///< the clock cycles of its kind
    Given    ///< conversion_cycles and conversion_ns
};
inline constexpr std::array<std::pair<const char *, ConversionTime>, 4> conversion_time_names{
    {{"rate", ConversionTime::Rate},
     {"bit-rate", ConversionTime::BitRate},
     {"clocked", ConversionTime::Clocked},
     {"given", ConversionTime::Given}}};

/// A column converter: `chip.tile.adc.*`.
struct AdcSpec {
    AdcKind kind = AdcKind::Sar;
    int bits = 8;
    int columns = 16; ///< shared by one converter
    ConversionTime conversion_time = ConversionTime::Clocked;
    double rate_gsps = 1;
    int conversion_cycles = 0;
    double conversion_ns = 0;
    AdcCost cost = AdcCost::Survey;
    double conversion_pj = 1;
    double area_um2 = 1000;
    double static_share = 0.2;
    double sense_ns = 0;
    AdcRange range = AdcRange::Fitted;
    RangeScope range_of = RangeScope::Layer;
    double percentile = 99.99;
    double clip_sigmas = 4;
    double full_scale_levels = 0; ///< 0: not given
    double full_scale_ua = 0;     ///< likewise
    SignedCodes signed_codes = SignedCodes::TwosComplement;
    AdcErrorSpec error;
    double energy_scale = 1;
    double area_scale = 1;
};

template <class Visit> void fields(AdcSpec &adc, Visit &&visit) {
    visit("bits", adc.bits, "bit", 1, 16, "resolution of one converter", "ISAAC: 8");
    visit("columns", adc.columns, "1", 1, 4096,
          "columns that share one converter, at most all of an array", "NeuroSim 8, ISAAC 128");
    visit("rate_gsps", adc.rate_gsps, "GS/s", 1e-6, 100,
          "conversions a second of one converter (conversion_time = rate), or bits (bit-rate)",
          "ISAAC: 1.2-1.28");
    visit("range", adc.range, adc_range_names,
          "what the highest code stands for: the largest possible sum, a percentile of the sums "
          "seen in calibration, their mean and clip_sigmas deviations, the range of least squared "
          "error of their products, or full_scale_levels or full_scale_ua; below one level a code "
          "all but "
          "given make a level 2^n codes",
          "choice");
    visit("range_of", adc.range_of, range_scope_names,
          "what has a range of its own: layer, or column (a power of two apart; range = fitted, "
          "calibrated or sigma)",
          "choice");
    visit("percentile", adc.percentile, "%", 50, 100,
          "of the sums seen in calibration that must fit (range = calibrated)", "choice");
    visit(
        "clip_sigmas", adc.clip_sigmas, "1", 0.1, 20,
        "standard deviations above the mean sum seen in calibration that must fit (range = sigma)",
        "optimum of 8 bits for Gaussian sums: 3.94 (derived)");
    visit("full_scale_levels", adc.full_scale_levels, "level", 0, 1e9,
          "sum that the highest code stands for, in steps between two levels at digit 1 (range = "
          "given); 0: full_scale_ua",
          "choice");
    visit("full_scale_ua", adc.full_scale_ua, "uA", 0, 1e9,
          "the same as a current above that of the reference column (range = given); 0: "
          "full_scale_levels",
          "choice");
    visit("signed_codes", adc.signed_codes, signed_codes_names,
          "codes of b bits where currents are subtracted (encoding = differential-current): "
          "-2^(b-1) or -(2^(b-1) - 1) to 2^(b-1) - 1; else they are 0 to 2^b - 1",
          "choice");
    visit("error", adc.error);
    visit("energy_scale", adc.energy_scale, "1", 0, 100,
          "calibration: factor on the energy of a conversion of cost",
          "CiMLoop calibrations: 0.275-3.5");
    visit("area_scale", adc.area_scale, "1", 0, 100, "calibration: factor on the area of cost",
          "choice");
    visit("kind", adc.kind, adc_kind_names, converters_sentence(), "ISAAC, NeuroSim: SAR");
    visit(
        "conversion_time", adc.conversion_time, conversion_time_names,
        "how long a conversion takes: 1 / rate_gsps (rate), (bits + 2) / rate_gsps (bit-rate), the "
        "clock cycles of its kind (clocked), or conversion_cycles and conversion_ns (given)",
        "MNSIM 2.0: bit-rate; NeuroSim: clocked");
    visit("conversion_cycles", adc.conversion_cycles, "cycle", 0, 1e6,
          "of a conversion (conversion_time = given)", "PIMSIM-NN: 10");
    visit("conversion_ns", adc.conversion_ns, "ns", 0, 1e6, beside_cycles, "none");
    visit("cost", adc.cost, adc_cost_names, converter_costs_sentence(), "choice");
    visit("conversion_pj", adc.conversion_pj, "pJ", 0, 1e6,
          "energy of a conversion at full rate (cost = given)", "choice");
    visit("area_um2", adc.area_um2, "um2", 0, 1e9, "area of a converter (cost = given)", "choice");
    visit("static_share", adc.static_share, "1", 0, 1,
          "share of a converter's power at full rate that it draws at rest",
          "hwcomponents-adc: 20 %");
    visit(
        "sense_ns", adc.sense_ns, "ns", 0, 1e6,
        "time for which a column conducts for each comparison of its converter, once its line has "
        "settled (chip.tile.pe.sample_hold = no); 0: that of the kind, SAR 0.263 of the "
        "conversion, ramp and oscillator all of it, others none",
        "NeuroSim V1.4, SAR: .0795 / .55^2 ns a comparison of 1 ns");
}

} // namespace cim
