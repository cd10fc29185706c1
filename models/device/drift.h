// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/spread.h"

#include <array>
#include <utility>

namespace cim {

/// How conductance changes with the time since programming.
enum class DriftLaw {
    None,
    Power,      ///< G (t / t0)^-nu, nu Gaussian from cell to cell
    Logarithmic ///< G + a ln t, a and an offset Gaussian from cell to cell
};
inline constexpr std::array<std::pair<const char *, DriftLaw>, 3> drift_names{
    {{"none", DriftLaw::None}, {"power", DriftLaw::Power}, {"logarithmic", DriftLaw::Logarithmic}}};

/// Drift and retention: `device.drift.*`. g is a cell's conductance over Gmax when programmed.
struct DriftSpec {
    DriftLaw law = DriftLaw::None;
    double t0_s = 20;
    double nu = 0.0244, nu_slope = -0.0155, nu_low = 0.049, nu_high = 0.1;
    double spread = -0.0059, spread_slope = -0.0125, spread_low = 0.008, spread_high = 0.045;
    double log_us = -0.089;
    double log_sigma_us = 0.412, log_sigma_slope_us = 0.042;
    double activation_ev = 0;
    bool compensate = false;
};

template <class Visit> void fields(DriftSpec &drift, Visit &&visit) {
    visit(
        "law", drift.law, drift_names,
        "how conductance changes until device.time_s: power, G (t/t0)^-nu; logarithmic, G + a ln t",
        "choice");
    visit("t0_s", drift.t0_s, "s", 1e-9, 1e9,
          "time at which cells hold what was programmed (power)", "aihwkit PCM: 20");
    visit("nu", drift.nu, "1", -1, 1, "mean exponent of a cell at Gmax, before its limits",
          "aihwkit PCM: 0.0244 - 0.0155 ln g");
    visit("nu_slope", drift.nu_slope, "1", -1, 1, "change of the mean exponent with ln g",
          "aihwkit PCM: -0.0155");
    visit("nu_low", drift.nu_low, "1", -1, 1, "smallest mean exponent", "aihwkit PCM: 0.049");
    visit("nu_high", drift.nu_high, "1", -1, 1, "largest mean exponent", "aihwkit PCM: 0.1");
    visit("spread", drift.spread, "1", -1, 1,
          "standard deviation of the exponent at Gmax, before its limits",
          "aihwkit PCM: -0.0059 - 0.0125 ln g");
    visit("spread_slope", drift.spread_slope, "1", -1, 1,
          "change of the exponent's standard deviation with ln g", "aihwkit PCM: -0.0125");
    visit("spread_low", drift.spread_low, "1", 0, 1, "smallest standard deviation of the exponent",
          "aihwkit PCM: 0.008");
    visit("spread_high", drift.spread_high, "1", 0, 1, "largest standard deviation of the exponent",
          "aihwkit PCM: 0.045");
    visit("log_us", drift.log_us, "uS", -1000, 1000,
          "mean change of a cell for each ln(t / 1 s) (logarithmic, from 1 s on)",
          "aihwkit CMO/HfOx: -0.089");
    visit("log_sigma_us", drift.log_sigma_us, "uS", 0, 1000,
          "standard deviation of that change at 1 s", "aihwkit CMO/HfOx: 0.412");
    visit("log_sigma_slope_us", drift.log_sigma_slope_us, "uS", 0, 1000,
          "what each ln(t / 1 s) adds to that standard deviation", "aihwkit CMO/HfOx: 0.042");
    visit("activation_ev", drift.activation_ev, "eV", 0, 5,
          "activation energy: time runs exp(Ea/k (1/300 K - 1/T)) times as fast at "
          "chip.temperature_k; 0: as at 300 K",
          "Arrhenius; value is an assumption");
    visit("compensate", drift.compensate,
          "scale each layer's digital results by its sum of currents at t0 over that at "
          "device.time_s, all rows driven",
          "aihwkit global drift compensation");
}

/// The exponent nu of cells programmed to g = G / Gmax.
Spread drift_exponent(const DriftSpec &drift, double g);

/// Seconds at 300 K that age a cell as much as `time_s` at `kelvin`.
double aged_s(const DriftSpec &drift, double time_s, double kelvin);

} // namespace cim
