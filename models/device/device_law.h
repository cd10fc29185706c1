// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"

#include <string>
#include <vector>

namespace cim {

/// When a law strikes, in this order: CellLaw::program() takes the steps up to Stick, age() the
/// next, a read the last.
enum class LawStep {
    Write, ///< what a write leaves of the level that was asked
    Share, ///< what cells of a chip or a neighbourhood have in common
    Limit, ///< what no cell can hold
    Stick, ///< cells that hold something else whatever is written
    Age,   ///< what time and temperature do
    Read   ///< what is new at each read
};

/// Something that makes a cell differ from what it was asked to hold: one row of the table of all
/// laws.
struct DeviceLaw {
    const char *name;
    const char *source; ///< what an error budget counts it under
    LawStep step;
    std::vector<std::string> keys;    ///< its fields of device.*, lists of fields by their name
    bool (*acts)(const DeviceSpec &); ///< it changes what some cell holds or what a read sees
    void (*switch_off)(DeviceSpec &); ///< what DeviceSpec::ideal() means for it
};

/// Every law, in the order in which an error budget lists its sources.
const std::vector<DeviceLaw> &device_laws();

/// The device with no law but those of one source.
DeviceSpec with_only(DeviceSpec device, const std::string &source);

} // namespace cim
