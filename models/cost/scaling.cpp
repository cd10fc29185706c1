// SPDX-License-Identifier: Apache-2.0
#include "models/cost/scaling.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cim {

namespace {

/// Energy of a gate at `node_nm` is a V^2 + b V + c, in a unit of no matter.
struct EnergyPolynomial {
    double node_nm, a, b, c;
    double at(double vdd_v) const { return (a * vdd_v + b) * vdd_v + c; }
};

// A. Stillmaker and B. Baas, "Scaling equations for the accurate prediction of CMOS device
// performance from 180 nm to 7 nm", Integration 58, 2017.
const EnergyPolynomial stillmaker[] = {
    {130, 7.171, -6.709, 2.904},     {90, 4.762, -4.781, 2.092},
    {65, 3.755, -4.398, 1.975},      {45, 1.103, -0.362, 0.2767},
    {32, 0.9559, -0.7823, 0.471},    {20, 0.373, -0.1582, 0.04104},
    {16, 0.2958, -0.1241, 0.03024},  {14, 0.2363, -0.09675, 0.02239},
    {10, 0.2068, -0.09311, 0.02375}, {7, 0.1776, -0.09097, 0.02447}};

double stillmaker_energy(const Technology &technology) {
    const double node = std::clamp(technology.node_nm, std::rbegin(stillmaker)->node_nm,
                                   std::begin(stillmaker)->node_nm);
    const EnergyPolynomial *above = std::begin(stillmaker);
    while (node < (above + 1)->node_nm)
        ++above;
    const EnergyPolynomial *below = above + 1;
    const double share = (node - below->node_nm) / (above->node_nm - below->node_nm);
    return share * above->at(technology.vdd_v) + (1 - share) * below->at(technology.vdd_v);
}

double square(double x) { return x * x; }

/// A gate at `node_nm`: height of its row times the pitch of gates, nm2.
struct GateArea {
    double node_nm, nm2;
};

constexpr double square_of_22 = 28 * 3.8; // F^2, at 22 nm and above

// NeuroSim V1.4 (ac828e67), constant.h: MAX_TRANSISTOR_HEIGHT x CPP.
const GateArea gate_areas[] = {{22, square_of_22 * 22 * 22},
                               {14, 41.142 * 14 * 5.571 * 14},
                               {10, 33.0 * 10 * 6.4 * 10},
                               {7, 34.285 * 7 * 8.1428 * 7},
                               {5, 36.0 * 5 * 10.2 * 5}};

double gate_nm2(double node_nm) {
    if (node_nm >= 22)
        return square_of_22 * square(node_nm);
    const double node = std::max(node_nm, std::rbegin(gate_areas)->node_nm);
    const GateArea *above = std::begin(gate_areas);
    while (node < (above + 1)->node_nm)
        ++above;
    const GateArea *below = above + 1;
    const double share = (node - below->node_nm) / (above->node_nm - below->node_nm);
    return share * above->nm2 + (1 - share) * below->nm2;
}

} // namespace

double area_ratio(double from_nm, double to_nm) { return gate_nm2(to_nm) / gate_nm2(from_nm); }

double energy_ratio(ScalingRule rule, const Technology &from, const Technology &to) {
    if (rule == ScalingRule::Stillmaker)
        return stillmaker_energy(to) / stillmaker_energy(from);
    return to.node_nm / from.node_nm * square(to.vdd_v / from.vdd_v);
}

Technology technology(const ChipSpec &chip) { return {chip.node_nm, chip.vdd_v}; }

Scaling::Scaling(const ChipSpec &chip)
    : area(area_ratio(chip.cost.node_nm, chip.node_nm)),
      energy(
          energy_ratio(chip.cost.scaling, {chip.cost.node_nm, chip.cost.vdd_v}, technology(chip))),
      wire_energy(square(chip.vdd_v / chip.cost.vdd_v)),
      leakage(chip.node_nm / chip.cost.node_nm * chip.vdd_v / chip.cost.vdd_v *
              std::exp2((chip.temperature_k - 300) / chip.cost.leakage_doubling_k)) {}

} // namespace cim
