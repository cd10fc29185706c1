// SPDX-License-Identifier: Apache-2.0
#include "models/device/device.h"

#include <algorithm>

namespace cim {

bool DeviceSpec::varies() const {
    const bool own_spreads = programming_error == ErrorLaw::Polynomial ||
                             programming_error == ErrorLaw::ByLevel ||
                             programming_error == ErrorLaw::Table;
    const bool programming = programming_scale > 0 && (own_spreads || programming_sigma > 0);
    const bool faults = stuck_off > 0 || stuck_on > 0 || stuck_rows > 0 || stuck_columns > 0;
    const bool noise = read_sigma > 0 || flicker.strength > 0 || telegraph.amplitude > 0;
    const bool drifts = drift.law != DriftLaw::None && time_s > 0;
    return programming || programming_error == ErrorLaw::Table || die_sigma > 0 ||
           field_sigma > 0 || faults || noise || drifts || warmth != 1 || ceiling > 0 ||
           verify.method == VerifyMethod::Incremental;
}

DeviceSpec DeviceSpec::ideal() const {
    DeviceSpec device = *this;
    device.programming_error = ErrorLaw::Absolute;
    device.verify = {};
    device.drift.law = DriftLaw::None;
    device.programming_sigma = device.ceiling = device.die_sigma = device.field_sigma = 0;
    device.stuck_off = device.stuck_on = device.stuck_rows = device.stuck_columns = 0;
    device.read_sigma = device.flicker.strength = device.telegraph.amplitude = 0;
    device.temperature = {};
    device.warmth = 1;
    return device;
}

DeviceSpec DeviceSpec::at(double kelvin) const {
    DeviceSpec device = *this;
    const double above = kelvin - 300;
    device.warmth = std::max(0.0, 1 + temperature.conductance_per_k * above);
    const double spreads = std::max(0.0, 1 + temperature.sigma_per_k * above);
    device.programming_scale *= spreads;
    device.read_sigma *= spreads;
    device.time_s = aged_s(drift, time_s, kelvin);
    device.temperature = {};
    device.drift.activation_ev = 0;
    return device;
}

} // namespace cim
