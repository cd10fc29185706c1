// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

namespace cim {

/// One conversion at full rate and one converter, at the chip's technology.
struct ConverterFigures {
    double energy_pj = 0;
    double area_um2 = 0;
};

/// Figures of each cost model (AdcCost) for a converter that it knows (converter_costs).
ConverterFigures survey_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures neurosim_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures neurosim13_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures zigzag_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures isaac_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures puma_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures mnsim_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures counter_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures in_column_figures(const ChipSpec &chip, const AdcSpec &adc);
ConverterFigures given_figures(const ChipSpec &chip, const AdcSpec &adc);

struct Technology;

/// Figures of another technology at the chip's: energy by chip.cost.scaling, area with the node's
/// square.
ConverterFigures taken(const ConverterFigures &figures, const Technology &from,
                       const ChipSpec &chip);

} // namespace cim
