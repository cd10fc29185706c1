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

// Published converters run at the supply of their node; energy is taken from there to the chip's.
// There are none of fewer than 4 bits: such a one is taken to be one of 4 that stops early, or,
// where all levels are decided at once, that has fewer comparators.
ConverterFigures survey_figures(const ChipSpec &chip, const AdcSpec &adc) {
    AdcSpec whole = adc;
    whole.bits = std::max(adc.bits, 4);
    const Converter &kind = kind_of(adc.kind).converter();
    const bool at_once = kind.steps(adc.bits) == kind.steps(whole.bits);
    const double built = at_once ? (std::exp2(adc.bits) - 1) / (std::exp2(whole.bits) - 1) : 1;
    const double taken = at_once ? built : double(kind.steps(adc.bits)) / kind.steps(whole.bits);
    const Technology published_at{chip.node_nm, line_technology(chip.node_nm).vdd_v};
    const double samples_per_s = conversions_per_ns(chip, whole) * 1e9;
    constexpr double published = 0.3; // of the survey's area: CiMLoop's macros need 0.25 to 0.4
    return {taken * adc_energy_pj(chip.node_nm, whole.bits, samples_per_s) *
                energy_ratio(chip.cost.scaling, published_at, technology(chip)),
            built * published * adc_area_um2(chip.node_nm, whole.bits, samples_per_s)};
}

} // namespace cim
