// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"
#include "models/measured/measurement.h"

#include <ostream>
#include <string>

namespace apps {

/// A device whose law is fitted to a measurement, in figures of four digits, at its last time; what
/// a measurement of conductances does not tell is as in DeviceSpec, but without stuck cells and
/// read noise, which the measured cells have. Throws std::invalid_argument for fewer than two
/// targets or times, or if the first time is not 0.
cim::DeviceSpec fitted_device(const cim::Measurement &measurement, const std::string &name);

/// The keys that fitted_device() sets, as a piece of config.
void write_fitted(const cim::DeviceSpec &device, std::ostream &out);

} // namespace apps
