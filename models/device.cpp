// SPDX-License-Identifier: Apache-2.0
#include "models/device.h"

namespace cim {

DeviceSpec DeviceSpec::ideal() const {
    DeviceSpec device = *this;
    device.programming_sigma = device.read_sigma = device.stuck_off = device.stuck_on = 0;
    return device;
}

} // namespace cim
