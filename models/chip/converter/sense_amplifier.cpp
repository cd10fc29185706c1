// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc_spec.h"
#include "models/chip/converter/converters.h"

namespace cim {

namespace {

/// One comparison: digital read-out of one bit.
class SenseAmplifier : public Converter {
  public:
    int steps(int /*bits*/) const override { return 1; }
    std::string problem(const ChipSpec & /*chip*/, const AdcSpec &adc) const override {
        return adc.bits == 1 ? ""
                             : "a sense amplifier decides one bit, but chip.tile.adc.bits is " +
                                   std::to_string(adc.bits);
    }
};

} // namespace

const Converter &sense_amplifier_converter() {
    static const SenseAmplifier kind;
    return kind;
}

} // namespace cim
