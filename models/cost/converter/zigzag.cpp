// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/cost/scaling.h"

#include <cmath>

namespace cim {

// ZigZag-IMC (3d12a96e), 28 nm: (100 b + .001 4^b) V^2 fJ, 2^b 10^(1.206 - .0369 b) um2.
ConverterFigures zigzag_figures(const ChipSpec &chip, const AdcSpec &adc) {
    const double volt2 = chip.vdd_v * chip.vdd_v;
    return taken({(100 * adc.bits + 0.001 * std::exp2(2 * adc.bits)) * volt2 * 1e-3,
                  std::exp2(adc.bits) * std::pow(10, 1.206 - 0.0369 * adc.bits)},
                 {28, chip.vdd_v}, chip);
}

} // namespace cim
