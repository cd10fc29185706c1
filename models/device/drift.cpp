// SPDX-License-Identifier: Apache-2.0
#include "models/device/drift.h"

#include <algorithm>
#include <cmath>

namespace cim {

Spread drift_exponent(const DriftSpec &drift, double g) {
    const double ln = std::log(std::max(g, 1e-9));
    return {
        std::clamp(drift.nu + drift.nu_slope * ln, drift.nu_low, drift.nu_high),
        std::clamp(drift.spread + drift.spread_slope * ln, drift.spread_low, drift.spread_high)};
}

double aged_s(const DriftSpec &drift, double time_s, double kelvin) {
    constexpr double boltzmann_ev = 8.617333e-5; // eV/K
    return time_s * std::exp(drift.activation_ev / boltzmann_ev * (1 / 300.0 - 1 / kelvin));
}

} // namespace cim
