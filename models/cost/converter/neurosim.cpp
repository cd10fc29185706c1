// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/cost/scaling.h"

#include <cmath>

namespace cim {

namespace {

/// Comparators of a flash converter.
double levels(const AdcSpec &adc) { return std::exp2(adc.bits) - 1; }

} // namespace

// Fits to runs of NeuroSim V1.4 at 22 nm, 128 x 128, 16 converters (check P4). SAR: power
// (.538 b + 4.3753) uW for b + 1 ns, without the column's current (Conduction). Flash: 2 fJ a
// level, the mean of 2.17 (5 bits) and 1.85 (4 bits), which the runs with 100 kohm cells leave.
ConverterFigures neurosim_figures(const ChipSpec &chip, const AdcSpec &adc) {
    const Technology at22{22, 0.85};
    if (adc.kind == AdcKind::Sar)
        return taken(
            {(0.538 * adc.bits + 4.3753) * (adc.bits + 1) * 1e-3, 30.49 + 18.745 * adc.bits}, at22,
            chip);
    const double encoder_um2 = adc.kind == AdcKind::Flash ? 15.6 : 0;
    return taken({0.0020 * levels(adc), encoder_um2 + 1.188 * levels(adc)}, at22, chip);
}

// NeuroSim V1.3 at 22 nm. A comparator takes 1.772 fJ (fit, check P5) and 10.92 um2. Each has a row
// of the encoder, 28 F high: two inverters, a gate of two inputs and one of half the levels, which
// are 26.6 F wide and 3.8 F an input. NeuroSim packs these rows into the array's width, which
// leaves up to 6 % more.
ConverterFigures neurosim13_figures(const ChipSpec &chip, const AdcSpec &adc) {
    constexpr double um = 0.022; // F
    const double encoder_um2 = 28 * um * (26.6 + 3.8 * (levels(adc) + 1) / 2 + 3.8) * um;
    return taken({0.001772 * levels(adc), (10.92 + encoder_um2) * levels(adc)}, {22, 0.85}, chip);
}

} // namespace cim
