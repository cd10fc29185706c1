// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace cim {

namespace {

/// The kinds and resolutions that a cost model has figures for.
struct AdcFamily {
    AdcCost cost;
    std::vector<AdcKind> kinds;
    int fewest_bits, most_bits;
};

const AdcFamily &family(AdcCost cost) {
    static const std::vector<AdcKind> all{AdcKind::Sar, AdcKind::Flash, AdcKind::Ramp,
                                          AdcKind::SenseAmplifier};
    static const AdcFamily families[] = {
        {AdcCost::Survey, all, 1, 16},
        {AdcCost::NeuroSim, {AdcKind::Sar, AdcKind::Flash, AdcKind::SenseAmplifier}, 1, 10},
        {AdcCost::NeuroSim13, {AdcKind::Flash}, 1, 10},
        {AdcCost::ZigZag, {AdcKind::Sar}, 1, 16},
        {AdcCost::Isaac, {AdcKind::Sar}, 8, 8},
        {AdcCost::Puma, {AdcKind::Sar}, 1, 16},
        {AdcCost::Mnsim, {AdcKind::Sar}, 4, 10},
        {AdcCost::Counter, {AdcKind::Ramp}, 1, 16},
        {AdcCost::Given, all, 1, 16},
    };
    return *std::find_if(std::begin(families), std::end(families),
                         [&](const AdcFamily &f) { return f.cost == cost; });
}

template <class Names, class Value> std::string name_of(const Names &names, Value value) {
    return std::find_if(names.begin(), names.end(),
                        [&](const auto &entry) { return entry.second == value; })
        ->first;
}

} // namespace

std::string adc_problem(const AdcSpec &adc) {
    const AdcFamily &used = family(adc.cost);
    const std::string cost = "chip.tile.adc.cost = " + name_of(adc_cost_names, adc.cost);
    if (adc.kind == AdcKind::SenseAmplifier && adc.bits != 1)
        return "a sense amplifier decides one bit, but chip.tile.adc.bits is " +
               std::to_string(adc.bits);
    if (adc.error.capacitor > 0 && adc.kind != AdcKind::Sar)
        return "chip.tile.adc.error.capacitor is the mismatch of a SAR converter, but "
               "chip.tile.adc.kind is " +
               name_of(adc_kind_names, adc.kind);
    if (std::find(used.kinds.begin(), used.kinds.end(), adc.kind) == used.kinds.end())
        return cost +
               " has no figures for chip.tile.adc.kind = " + name_of(adc_kind_names, adc.kind);
    if (adc.bits < used.fewest_bits || adc.bits > used.most_bits)
        return cost + " has figures of " + std::to_string(used.fewest_bits) + " to " +
               std::to_string(used.most_bits) + " bits, but chip.tile.adc.bits is " +
               std::to_string(adc.bits);
    return "";
}

int conversion_cycles(const ChipSpec &chip, const AdcSpec &adc) {
    if (adc.conversion_time != ConversionTime::Clocked)
        return chip.cycles(1 / conversions_per_ns(chip, adc));
    switch (adc.kind) {
    case AdcKind::Sar:
        return adc.bits + 1;
    case AdcKind::Ramp:
        return 1 << adc.bits;
    case AdcKind::Flash:
    case AdcKind::SenseAmplifier:
        break;
    }
    return 1;
}

double conversions_per_ns(const ChipSpec &chip, const AdcSpec &adc) {
    if (adc.conversion_time == ConversionTime::Rate)
        return adc.rate_gsps;
    if (adc.conversion_time == ConversionTime::BitRate)
        return adc.rate_gsps / (adc.bits + 2);
    return chip.clock_ghz / conversion_cycles(chip, adc);
}

double sense_ns(const ChipSpec &chip, const AdcSpec &adc) {
    // NeuroSim V1.4 at 22 nm: a column of its SAR converter draws .0795 W ohm for bits + 1 ns at
    // .55 V; that of its flash converter no more than while its line settles.
    constexpr double sar_ns = 0.0795 / (0.55 * 0.55);
    const double each_ns = adc.sense_ns;
    switch (adc.kind) {
    case AdcKind::Sar:
        return (adc.bits + 1) * (each_ns > 0 ? each_ns : sar_ns);
    case AdcKind::Ramp:
        return each_ns > 0 ? std::exp2(adc.bits) * each_ns : 1 / conversions_per_ns(chip, adc);
    case AdcKind::Flash:
    case AdcKind::SenseAmplifier:
        break;
    }
    return each_ns;
}

} // namespace cim
