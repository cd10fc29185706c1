// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/cost/scaling.h"

#include <cmath>

namespace cim {

// A counter of two toggling register bits a step, and a comparator, which switches once where it
// waits for a ramp and in each period where it is what oscillates (assumptions); Aladdin 40 nm:
// comparator .029 pJ 71 um2, register .009 pJ 5.98 um2 a bit. An oscillator for 32 levels takes
// at most 5.2 pJ (ACM JETC 18-1, 2022, doi 10.1145/3451212), here 1.5.
ConverterFigures counter_figures(const ChipSpec &chip, const AdcSpec &adc) {
    const double steps = std::exp2(adc.bits);
    const double switches = adc.kind == AdcKind::Oscillator ? steps : 1;
    return taken({0.029 * switches + steps * 2 * 0.009, 71 + 5.98 * adc.bits}, {40, 0.9}, chip);
}

} // namespace cim
