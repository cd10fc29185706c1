// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc.h"

#include <algorithm>

namespace cim {

namespace {

/// The names of a set of kinds: "sar or flash".
std::string kinds_in(unsigned kinds) {
    std::string names;
    for (const ConverterKind &kind : converter_kinds)
        if ((kinds & set_of(kind.kind)) != 0)
            names += (names.empty() ? "" : " or ") + std::string(kind.name);
    return names;
}

/// "8", "4 to 10".
std::string range_of(int fewest, int most) {
    return std::to_string(fewest) + (most > fewest ? " to " + std::to_string(most) : "");
}

} // namespace

std::string adc_problem(const ChipSpec &chip, const AdcSpec &adc) {
    const ConverterKind &kind = kind_of(adc.kind);
    const ConverterCost &used = cost_of(adc.cost);
    const std::string cost = std::string("chip.tile.adc.cost = ") + used.name;
    if (std::string problem = kind.converter().problem(chip, adc); !problem.empty())
        return problem;
    if (adc.conversion_time == ConversionTime::Given && adc.conversion_cycles == 0 &&
        adc.conversion_ns == 0)
        return "chip.tile.adc.conversion_time = given needs chip.tile.adc.conversion_cycles or "
               "chip.tile.adc.conversion_ns";
    if (adc.error.capacitor > 0 && !kind.converter().has_capacitors())
        return std::string("chip.tile.adc.error.capacitor is the mismatch of a SAR converter, but "
                           "chip.tile.adc.kind is ") +
               kind.name;
    if ((used.kinds & set_of(adc.kind)) == 0)
        return cost + " has figures of " + kinds_in(used.kinds) + ", but chip.tile.adc.kind is " +
               kind.name;
    if (adc.bits < used.fewest_bits || adc.bits > used.most_bits)
        return cost + " has figures of " + range_of(used.fewest_bits, used.most_bits) +
               " bits, but chip.tile.adc.bits is " + std::to_string(adc.bits);
    return "";
}

int codes(const ArraySpec &array) {
    return array.encoding == Encoding::DifferentialCurrent ? (array.columns + 1) / 2
                                                           : array.columns;
}

int converters(const ArraySpec &array, int shared) { return (codes(array) + shared - 1) / shared; }
int codes_in_turn(const ArraySpec &array, int shared) { return std::min(shared, codes(array)); }

int conversion_cycles(const ChipSpec &chip, const AdcSpec &adc) {
    switch (adc.conversion_time) {
    case ConversionTime::Clocked:
        return kind_of(adc.kind).converter().cycles(chip, adc);
    case ConversionTime::Given:
        return adc.conversion_cycles + chip.cycles(adc.conversion_ns);
    case ConversionTime::Rate:
    case ConversionTime::BitRate:
        break;
    }
    return chip.cycles(1 / conversions_per_ns(chip, adc));
}

double conversions_per_ns(const ChipSpec &chip, const AdcSpec &adc) {
    if (adc.conversion_time == ConversionTime::Rate)
        return adc.rate_gsps;
    if (adc.conversion_time == ConversionTime::BitRate)
        return adc.rate_gsps / (adc.bits + 2);
    if (adc.conversion_time == ConversionTime::Given)
        return 1 / (adc.conversion_cycles * chip.period_ns() + adc.conversion_ns);
    return chip.clock_ghz / conversion_cycles(chip, adc);
}

bool only_leaks(const AdcSpec &adc) {
    return converter_costs[static_cast<std::size_t>(adc.cost)].only_leaks;
}

double static_share(const AdcSpec &adc) { return only_leaks(adc) ? 0 : adc.static_share; }

double unheld_ns(const ChipSpec &chip, const AdcSpec &adc, double read_ns) {
    const double conversion_ns = 1 / conversions_per_ns(chip, adc);
    return chip.tile.pe.in_time() ? std::max(read_ns, conversion_ns) : read_ns + conversion_ns;
}

double sense_ns(const ChipSpec &chip, const AdcSpec &adc) {
    const Converter &converter = kind_of(adc.kind).converter();
    return adc.sense_ns > 0 ? converter.steps(adc.bits) * adc.sense_ns
                            : converter.sense_ns(adc.bits, 1 / conversions_per_ns(chip, adc));
}

} // namespace cim
