// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <string>

namespace cim {

/// Why such converters cannot be built or costed in the chip, in a sentence; empty if they can.
std::string adc_problem(const ChipSpec &chip, const AdcSpec &adc);

/// What a read of all columns of an array converts: its columns, or where currents are subtracted
/// its pairs; and converters of which each takes `shared` of them.
int codes(const ArraySpec &array);
int converters(const ArraySpec &array, int shared);
/// Of them, those that one converter takes one after another for a read.
int codes_in_turn(const ArraySpec &array, int shared);

/// Clock cycles of one conversion, and conversions a ns of one converter.
int conversion_cycles(const ChipSpec &chip, const AdcSpec &adc);
double conversions_per_ns(const ChipSpec &chip, const AdcSpec &adc);

/// Whether a converter draws nothing at rest but what its logic leaks (ConverterCost::only_leaks).
bool only_leaks(const AdcSpec &adc);
/// Share of a converter's power at full rate that it draws at rest: static_share, or nothing.
double static_share(const AdcSpec &adc);

/// Time that a column without sample-and-hold takes on its converter, ns, if its read stage takes
/// `read_ns`: settling, then the conversion; where digits are times the converter counts while they
/// are driven, so that the longer of both decides.
double unheld_ns(const ChipSpec &chip, const AdcSpec &adc, double read_ns);

/// Time for which a column conducts while a converter without sample-and-hold converts it, ns,
/// beyond what its line takes to settle.
double sense_ns(const ChipSpec &chip, const AdcSpec &adc);

} // namespace cim
