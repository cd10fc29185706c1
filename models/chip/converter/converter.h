// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace cim {

struct AdcSpec;
struct ChipSpec;

/// How a kind of converter makes a code of what a column gives: its steps, its time and what it
/// cannot do. What it costs is said in models/cost/converter.
class Converter {
  public:
    virtual ~Converter() = default;

    /// Steps of a conversion, one after another: comparisons, or counts.
    virtual int steps(int bits) const = 0;
    /// Clock cycles of a conversion (conversion_time = clocked): one a step, unless the kind has a
    /// pace of its own.
    virtual int cycles(const ChipSpec &chip, const AdcSpec &adc) const;
    /// Time for which a column without sample-and-hold conducts beyond what its line takes to
    /// settle, ns, where chip.tile.adc.sense_ns says nothing. The conversion takes conversion_ns.
    virtual double sense_ns(int /*bits*/, double /*conversion_ns*/) const { return 0; }
    /// It counts while its column conducts, and so takes in digits that are times.
    virtual bool integrates() const { return false; }
    /// It weighs its bits with capacitors, which may not match: chip.tile.adc.error.capacitor.
    virtual bool has_capacitors() const { return false; }
    /// Why it cannot be built so, in a sentence; empty if it can.
    virtual std::string problem(const ChipSpec & /*chip*/, const AdcSpec & /*adc*/) const {
        return "";
    }
};

} // namespace cim
