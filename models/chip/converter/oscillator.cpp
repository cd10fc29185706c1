// SPDX-License-Identifier: Apache-2.0
#include "models/chip/chip_spec.h"
#include "models/chip/converter/converters.h"

#include <cmath>

namespace cim {

namespace {

/// The column's current drives an oscillator, a counter counts its periods while the column
/// conducts: at the highest code 2^bits of them, whatever the clock.
class Oscillator : public Converter {
  public:
    int steps(int bits) const override { return 1 << bits; }
    int cycles(const ChipSpec &chip, const AdcSpec &adc) const override {
        return chip.cycles(steps(adc.bits) * (adc.sense_ns > 0 ? adc.sense_ns : period_ns));
    }
    bool integrates() const override { return true; }
    double sense_ns(int /*bits*/, double conversion_ns) const override { return conversion_ns; }
    std::string problem(const ChipSpec &chip, const AdcSpec & /*adc*/) const override {
        return chip.tile.pe.sample_hold
                   ? "chip.tile.adc.kind = oscillator counts while its column conducts: it needs "
                     "chip.tile.pe.sample_hold = no"
                   : "";
    }

  private:
    /// HERMES (Khaddam-Aljameh et al., JSSC 57-4, 2022): 300 ps a code, above 3 GHz.
    static constexpr double period_ns = 0.3;
};

} // namespace

const Converter &oscillator_converter() {
    static const Oscillator kind;
    return kind;
}

} // namespace cim
