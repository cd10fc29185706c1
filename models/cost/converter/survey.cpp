// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/chip/adc.h"
#include "models/cost/adc_cost.h"
#include "models/cost/scaling.h"
#include "models/wires/line_technology.h"

#include <algorithm>
#include <cmath>

namespace cim {

double adc_energy_pj(double node_nm, double bits, double samples_per_s) {
    const double enob = std::max(bits, 4.0);
    const double figure_of_merit = std::min(213.7806687 - 2.87190304 * std::log(samples_per_s),
                                            128.30683 + 3.22051 * std::ceil(enob)); // Schreier, dB
    const double sndr = 6.0206 * enob + 1.7609;
    const double at_best = 1 / (2 * std::pow(10, (figure_of_merit - sndr) / 10));
    return at_best * std::exp(26.0496216 + 1.88003692 * std::log(node_nm) -
                              2.82912561 * std::log(enob) - 1.47020221);
}

double adc_area_um2(double node_nm, double bits, double samples_per_s) {
    return std::exp(1.34619164 + 0.99327947 * std::log(node_nm) +
                    0.18071538 * std::log(samples_per_s) +
                    0.29912426 * std::log(adc_energy_pj(node_nm, bits, samples_per_s)));
}

namespace {

/// Of the best that are published, at the chip's rate and supply. They run at the supply of their
/// node, from which energy is taken to the chip's.
ConverterFigures published(const ChipSpec &chip, const AdcSpec &adc) {
    const Technology published_at{chip.node_nm, line_technology(chip.node_nm).vdd_v};
    const double samples_per_s = conversions_per_ns(chip, adc) * 1e9;
    constexpr double of_survey = 0.3; // CiMLoop's macros need 0.25 to 0.4 of its area
    return {adc_energy_pj(chip.node_nm, adc.bits, samples_per_s) *
                energy_ratio(chip.cost.scaling, published_at, technology(chip)),
            of_survey * adc_area_um2(chip.node_nm, adc.bits, samples_per_s)};
}

} // namespace

// There are none of fewer than 4 bits: such a one is taken to be one of 4 that stops early. The
// survey does not tell kinds apart; but what decides all levels at once has a comparator for each,
// so that its figures are those of 4 bits by their number, where the best published do not take
// more.
ConverterFigures survey_figures(const ChipSpec &chip, const AdcSpec &adc) {
    AdcSpec four = adc;
    four.bits = 4;
    const bool few = adc.bits < four.bits;
    const ConverterFigures listed = published(chip, few ? four : adc);
    const Converter &kind = kind_of(adc.kind).converter();
    const double steps = kind.steps(adc.bits), of_four = kind.steps(four.bits);
    if (steps != of_four)
        return {(few ? steps / of_four : 1) * listed.energy_pj, listed.area_um2};
    const ConverterFigures flash = published(chip, four);
    const double comparators = (std::exp2(adc.bits) - 1) / (std::exp2(four.bits) - 1);
    const double energy_pj = comparators * flash.energy_pj;
    const double area_um2 = comparators * flash.area_um2;
    return few ? ConverterFigures{energy_pj, area_um2}
               : ConverterFigures{std::max(listed.energy_pj, energy_pj),
                                  std::max(listed.area_um2, area_um2)};
}

} // namespace cim
