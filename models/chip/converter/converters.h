// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/converter/converter.h"

#include <array>
#include <cstddef>
#include <utility>

namespace cim {

/// How a converter works.
enum class AdcKind { Sar, Flash, Ramp, SenseAmplifier, Oscillator };

const Converter &sar_converter();
const Converter &flash_converter();
const Converter &ramp_converter();
const Converter &sense_amplifier_converter();
const Converter &oscillator_converter();

/// A kind of converter: its name, what it does, and that in a sentence.
struct ConverterKind {
    const char *name;
    AdcKind kind;
    const Converter &(*converter)();
    const char *is;
};

/// All kinds, in the order of the enumeration.
inline constexpr std::array converter_kinds{
    ConverterKind{"sar", AdcKind::Sar, sar_converter, "one bit after the other, bits + 1 cycles"},
    ConverterKind{"flash", AdcKind::Flash, flash_converter, "all levels at once, one cycle"},
    ConverterKind{"ramp", AdcKind::Ramp, ramp_converter,
                  "counts until a ramp passes the input, 2^bits cycles"},
    ConverterKind{"sense-amplifier", AdcKind::SenseAmplifier, sense_amplifier_converter,
                  "digital read-out of one bit, one cycle"},
    ConverterKind{"oscillator", AdcKind::Oscillator, oscillator_converter,
                  "counts the periods of an oscillator that the column's current drives, 2^bits of "
                  "sense_ns, each 0.3 ns at the highest code"},
};

/// Where the energy and the area of a converter come from (models/cost/converter).
enum class AdcCost {
    Survey,
    NeuroSim,
    NeuroSim13,
    ZigZag,
    Isaac,
    Puma,
    Mnsim,
    Counter,
    InColumn,
    Given
};

/// Kinds as a set.
template <class... Kinds> constexpr unsigned set_of(Kinds... kind) {
    return ((1U << static_cast<unsigned>(kind)) | ...);
}
inline constexpr unsigned any_kind = ~0U;

/// A cost model of converters: its name, the kinds and resolutions that its source has figures for,
/// that in a sentence, and whether they are clocked latches and logic, which only leak at rest.
struct ConverterCost {
    const char *name;
    AdcCost cost;
    unsigned kinds;
    int fewest_bits, most_bits;
    const char *is;
    bool only_leaks = false;
};

/// All cost models, in the order of the enumeration.
inline constexpr std::array converter_costs{
    ConverterCost{"survey", AdcCost::Survey, any_kind, 1, 16, "its regression, any kind"},
    ConverterCost{"neurosim", AdcCost::NeuroSim,
                  set_of(AdcKind::Sar, AdcKind::Flash, AdcKind::SenseAmplifier), 1, 10,
                  "fits to V1.4: sar, flash, sense-amplifier"},
    ConverterCost{"neurosim-1.3", AdcCost::NeuroSim13, set_of(AdcKind::Flash), 1, 10,
                  "fits to V1.3: flash"},
    ConverterCost{"zigzag", AdcCost::ZigZag, set_of(AdcKind::Sar), 1, 16,
                  "ZigZag-IMC's formula: sar"},
    ConverterCost{"isaac", AdcCost::Isaac, set_of(AdcKind::Sar), 8, 8,
                  "its published converter: sar of 8 bits"},
    ConverterCost{"puma", AdcCost::Puma, set_of(AdcKind::Sar), 1, 16,
                  "its published converter: sar"},
    ConverterCost{"mnsim", AdcCost::Mnsim, set_of(AdcKind::Sar), 4, 10,
                  "its list of converters: sar"},
    ConverterCost{"counter", AdcCost::Counter, set_of(AdcKind::Ramp, AdcKind::Oscillator), 1, 16,
                  "a comparator and a counter: ramp, oscillator"},
    ConverterCost{"in-column", AdcCost::InColumn, set_of(AdcKind::Sar, AdcKind::SenseAmplifier), 1,
                  12,
                  "a latch that decides on the column's own charge, its registers and capacitors, "
                  "nothing at rest but leakage: sar, sense-amplifier",
                  true},
    ConverterCost{"given", AdcCost::Given, any_kind, 1, 16, "conversion_pj and area_um2, any kind"},
};

/// Row i of a table is that of value i, so that a value finds its row.
template <class Row, class Value, std::size_t size>
constexpr bool in_order(const std::array<Row, size> &rows, Value Row::*value) {
    for (std::size_t i = 0; i < size; ++i)
        if (static_cast<std::size_t>(rows[i].*value) != i)
            return false;
    return true;
}
static_assert(in_order(converter_kinds, &ConverterKind::kind));
static_assert(in_order(converter_costs, &ConverterCost::cost));

/// The names of a table's rows and what they stand for, as a list of fields wants them.
template <class Row, class Value, std::size_t size>
constexpr auto names_of(const std::array<Row, size> &rows, Value Row::*value) {
    std::array<std::pair<const char *, Value>, size> names{};
    for (std::size_t i = 0; i < size; ++i) {
        names[i].first = rows[i].name;
        names[i].second = rows[i].*value;
    }
    return names;
}
inline constexpr auto adc_kind_names = names_of(converter_kinds, &ConverterKind::kind);
inline constexpr auto adc_cost_names = names_of(converter_costs, &ConverterCost::cost);

inline const ConverterKind &kind_of(AdcKind kind) {
    return converter_kinds[static_cast<std::size_t>(kind)];
}
inline const ConverterCost &cost_of(AdcCost cost) {
    return converter_costs[static_cast<std::size_t>(cost)];
}

/// What each kind is, and each cost model: for `crossweave describe`.
const char *converters_sentence();
const char *converter_costs_sentence();

} // namespace cim
