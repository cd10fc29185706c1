// SPDX-License-Identifier: Apache-2.0
#include "models/cost/adc_cost.h"

#include "models/chip/adc.h"
#include "models/cost/scaling.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace cim {

namespace {

/// One conversion at full rate and one converter.
struct AdcFigures {
    double energy_pj = 0;
    double area_um2 = 0;
};

/// Figures of another technology at the chip's.
AdcFigures taken(const AdcFigures &figures, const Technology &from, const ChipSpec &chip) {
    const double side = chip.node_nm / from.node_nm;
    return {figures.energy_pj * energy_ratio(chip.cost.scaling, from, technology(chip)),
            figures.area_um2 * side * side};
}

AdcFigures survey(const ChipSpec &chip, const AdcSpec &adc) {
    const double samples_per_s = conversions_per_ns(chip, adc) * 1e9;
    constexpr double published = 0.3; // of the survey's area: CiMLoop's macros need 0.25 to 0.4
    return {adc_energy_pj(chip.node_nm, adc.bits, samples_per_s),
            published * adc_area_um2(chip.node_nm, adc.bits, samples_per_s)};
}

// Fits to runs of NeuroSim V1.4 at 22 nm, 128 x 128, 16 converters (check P4). SAR: power
// (.538 b + 4.3753) uW for b + 1 ns, without the column's current (Conduction). Flash: 2 fJ a
// level, the mean of 2.17 (5 bits) and 1.85 (4 bits), which the runs with 100 kohm cells leave.
AdcFigures neurosim(const ChipSpec &chip, const AdcSpec &adc) {
    const double levels = std::exp2(adc.bits) - 1;
    const AdcFigures at22 =
        adc.kind == AdcKind::Sar
            ? AdcFigures{(0.538 * adc.bits + 4.3753) * (adc.bits + 1) * 1e-3,
                         30.49 + 18.745 * adc.bits}
            : AdcFigures{0.0020 * levels, (adc.kind == AdcKind::Flash ? 15.6 : 0) + 1.188 * levels};
    return taken(at22, {22, 0.85}, chip);
}

// Fits to runs of NeuroSim V1.3 at 22 nm (check P5): 1.772 fJ and 12.22 um2 a comparator.
AdcFigures neurosim13(const ChipSpec &chip, const AdcSpec &adc) {
    const double levels = std::exp2(adc.bits) - 1;
    return taken({0.001772 * levels, 12.22 * levels}, {22, 0.85}, chip);
}

// ZigZag-IMC (3d12a96e), 28 nm: (100 b + .001 4^b) V^2 fJ, 2^b 10^(1.206 - .0369 b) um2.
AdcFigures zigzag(const ChipSpec &chip, const AdcSpec &adc) {
    const double volt2 = chip.vdd_v * chip.vdd_v;
    return taken({(100 * adc.bits + 0.001 * std::exp2(2 * adc.bits)) * volt2 * 1e-3,
                  std::exp2(adc.bits) * std::pow(10, 1.206 - 0.0369 * adc.bits)},
                 {28, chip.vdd_v}, chip);
}

// ISAAC, table 1: 8 bits, 2 mW, 1200 um2, 128 columns in 100 ns at 32 nm.
AdcFigures isaac(const ChipSpec &chip, const AdcSpec &) {
    return taken({2 * 100.0 / 128, 1200}, {32, 0.9}, chip);
}

// PUMA's simulator (a206f75a): .25 mW a bit, 128 columns in 12.5 ns a bit, 1200 um2 at 32 nm.
AdcFigures puma(const ChipSpec &chip, const AdcSpec &adc) {
    return taken({0.25 * adc.bits * 12.5 * adc.bits / 128, 1200}, {32, 0.9}, chip);
}

// MNSIM 2.0 (ca39ccb6), converters of its list, as they are: mW for as long as they convert, um2.
AdcFigures mnsim(const ChipSpec &chip, const AdcSpec &adc) {
    struct Point {
        int bits;
        double mw, um2;
    };
    const Point list[] = {{4, 0.7, 500}, {6, 1.26, 580}, {8, 4, 1650}, {10, 6.92, 1600}};
    const Point *below = std::begin(list);
    while (below + 2 < std::end(list) && adc.bits >= (below + 1)->bits)
        ++below;
    const Point &low = *below, &high = *(below + 1);
    const double share = double(adc.bits - low.bits) / (high.bits - low.bits);
    const auto between = [&](double a, double b) { return a * std::pow(b / a, share); };
    return {between(low.mw, high.mw) / conversions_per_ns(chip, adc), between(low.um2, high.um2)};
}

// A comparator that switches once and a counter of two toggling register bits a step (assumption),
// Aladdin 40 nm: comparator .029 pJ 71 um2, register .009 pJ 5.98 um2 a bit.
AdcFigures counter(const ChipSpec &chip, const AdcSpec &adc) {
    return taken({0.029 + std::exp2(adc.bits) * 2 * 0.009, 71 + 5.98 * adc.bits}, {40, 0.9}, chip);
}

AdcFigures given(const ChipSpec &, const AdcSpec &adc) { return {adc.conversion_pj, adc.area_um2}; }

using Figures = AdcFigures (*)(const ChipSpec &, const AdcSpec &);

Figures figures_of(AdcCost cost) {
    static const std::pair<AdcCost, Figures> models[] = {
        {AdcCost::Survey, survey}, {AdcCost::NeuroSim, neurosim}, {AdcCost::NeuroSim13, neurosim13},
        {AdcCost::ZigZag, zigzag}, {AdcCost::Isaac, isaac},       {AdcCost::Puma, puma},
        {AdcCost::Mnsim, mnsim},   {AdcCost::Counter, counter},   {AdcCost::Given, given},
    };
    return std::find_if(std::begin(models), std::end(models),
                        [&](const auto &model) { return model.first == cost; })
        ->second;
}

AdcFigures figures(const ChipSpec &chip, const AdcSpec &adc) {
    AdcFigures all = figures_of(adc.cost)(chip, adc);
    all.energy_pj *= adc.energy_scale * (1 + 1.3e-3 * (chip.temperature_k - 300));
    all.area_um2 *= adc.area_scale;
    return all;
}

} // namespace

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

double adc_energy_pj(const ChipSpec &chip, const AdcSpec &adc) {
    return figures(chip, adc).energy_pj;
}

double adc_area_um2(const ChipSpec &chip, const AdcSpec &adc) {
    return figures(chip, adc).area_um2;
}

} // namespace cim
