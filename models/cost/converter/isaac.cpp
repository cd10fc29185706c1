// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/cost/scaling.h"

namespace cim {

// ISAAC, table 1: 8 bits, 2 mW, 1200 um2, 128 columns in 100 ns at 32 nm.
ConverterFigures isaac_figures(const ChipSpec &chip, const AdcSpec & /*adc*/) {
    return taken({2 * 100.0 / 128, 1200}, {32, 0.9}, chip);
}

} // namespace cim
