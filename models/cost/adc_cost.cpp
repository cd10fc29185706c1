// SPDX-License-Identifier: Apache-2.0
#include "models/cost/adc_cost.h"

#include "models/cost/converter/cost_models.h"
#include "models/cost/scaling.h"

#include <array>

namespace cim {

namespace {

/// A cost model and where its figures are.
struct FiguresOf {
    AdcCost cost;
    ConverterFigures (*figures)(const ChipSpec &, const AdcSpec &);
};

/// All of them, in the order of the enumeration.
constexpr std::array figures_of{
    FiguresOf{AdcCost::Survey, survey_figures},
    FiguresOf{AdcCost::NeuroSim, neurosim_figures},
    FiguresOf{AdcCost::NeuroSim13, neurosim13_figures},
    FiguresOf{AdcCost::ZigZag, zigzag_figures},
    FiguresOf{AdcCost::Isaac, isaac_figures},
    FiguresOf{AdcCost::Puma, puma_figures},
    FiguresOf{AdcCost::Mnsim, mnsim_figures},
    FiguresOf{AdcCost::Counter, counter_figures},
    FiguresOf{AdcCost::InColumn, in_column_figures},
    FiguresOf{AdcCost::Given, given_figures},
};
static_assert(figures_of.size() == converter_costs.size());
static_assert(in_order(figures_of, &FiguresOf::cost));

ConverterFigures figures(const ChipSpec &chip, const AdcSpec &adc) {
    ConverterFigures all = figures_of[static_cast<std::size_t>(adc.cost)].figures(chip, adc);
    all.energy_pj *= adc.energy_scale * (1 + 1.3e-3 * (chip.temperature_k - 300));
    all.area_um2 *= adc.area_scale;
    return all;
}

} // namespace

ConverterFigures taken(const ConverterFigures &figures, const Technology &from,
                       const ChipSpec &chip) {
    return {figures.energy_pj * energy_ratio(chip.cost.scaling, from, technology(chip)),
            figures.area_um2 * area_ratio(from.node_nm, chip.node_nm)};
}

ConverterFigures given_figures(const ChipSpec & /*chip*/, const AdcSpec &adc) {
    return {adc.conversion_pj, adc.area_um2};
}

double adc_energy_pj(const ChipSpec &chip, const AdcSpec &adc) {
    return figures(chip, adc).energy_pj;
}

double adc_area_um2(const ChipSpec &chip, const AdcSpec &adc) {
    return figures(chip, adc).area_um2;
}

} // namespace cim
