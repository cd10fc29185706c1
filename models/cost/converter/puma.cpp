// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/cost/scaling.h"

namespace cim {

// PUMA's simulator (a206f75a): .25 mW a bit, 128 columns in 12.5 ns a bit, 1200 um2 at 32 nm,
// which it has at any bits; here they are of 8 and go with the power.
ConverterFigures puma_figures(const ChipSpec &chip, const AdcSpec &adc) {
    return taken({0.25 * adc.bits * 12.5 * adc.bits / 128, 1200.0 * adc.bits / 8}, {32, 0.9}, chip);
}

} // namespace cim
