// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/cost/scaling.h"

#include <cmath>

namespace cim {

// A comparator that switches once and a counter of two toggling register bits a step (assumption),
// Aladdin 40 nm: comparator .029 pJ 71 um2, register .009 pJ 5.98 um2 a bit.
ConverterFigures counter_figures(const ChipSpec &chip, const AdcSpec &adc) {
    return taken({0.029 + std::exp2(adc.bits) * 2 * 0.009, 71 + 5.98 * adc.bits}, {40, 0.9}, chip);
}

} // namespace cim
