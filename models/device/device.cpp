// SPDX-License-Identifier: Apache-2.0
#include "models/device/device.h"

#include "models/device/device_law.h"

#include <algorithm>

namespace cim {

bool DeviceSpec::varies() const {
    const std::vector<DeviceLaw> &laws = device_laws();
    return !own_laws.empty() || std::any_of(laws.begin(), laws.end(),
                                            [&](const DeviceLaw &law) { return law.acts(*this); });
}

DeviceSpec DeviceSpec::ideal() const {
    DeviceSpec device = *this;
    for (const DeviceLaw &law : device_laws())
        law.switch_off(device);
    device.own_laws.clear();
    return device;
}

DeviceSpec DeviceSpec::at(double kelvin) const {
    DeviceSpec device = *this;
    const double above = kelvin - 300;
    device.temperature_factor = std::max(0.0, 1 + temperature.conductance_per_k * above);
    const double spreads = std::max(0.0, 1 + temperature.sigma_per_k * above);
    device.programming_scale *= spreads;
    device.read_sigma *= spreads;
    device.time_s = aged_s(drift, time_s, kelvin);
    device.temperature = {};
    device.drift.activation_ev = 0;
    return device;
}

} // namespace cim
