// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

namespace cim {

/// What connects an array's converters to one of their columns each: a pass gate a column, as wide
/// as the column's largest current asks for, on a common node with the junctions of the others, and
/// a decoder for all. Columns that have a converter each need none.
struct Multiplexer {
    Multiplexer(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                const AdcSpec &adc);

    double select_pj = 0; ///< to connect a column to its converter
    double area_um2 = 0;  ///< of the array's
};

} // namespace cim
