// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

namespace cim {

/// Word and bit lines of an array: they are as long as its cells, loaded by their access
/// transistors, and charged through drivers that are sized for them.
struct ArrayLines {
    ArrayLines(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array);

    double word_ff = 0;       ///< capacitance of a word line, gates of its cells included
    double word_ohm = 0;      ///< resistance of its wire
    double cell_ff = 0;       ///< capacitance of a wire along the height of a cell
    double bit_wire_ff = 0;   ///< capacitance of a bit line's wire
    double bit_ff = 0;        ///< that and the drains of its cells
    double bit_ohm = 0;       ///< resistance of its wire
    double driver_ohm = 0;    ///< of the last stage of a word line's driver
    double driver_stages = 1; ///< inverters in a row, each so many times stronger than the last
};

/// Time from a new input digit until columns can be sampled, ns: the word line's driver (0.69 R C a
/// stage), its wire (0.38 R C, Elmore), then the bit line through half of the driven cells, to half
/// a code of the converter (ln 2 x (bits + 1) time constants).
double settle_ns(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                 const AdcSpec &adc);

/// Time that an array's read stage takes, ns: what the device is given to be read, or what the
/// lines need to settle if that is longer, for each pulse of the highest digit, which has the
/// length of as many reads where digits are widths. Without sample-and-hold, unless digits are
/// times, there is no such stage and it is the time to settle, which every conversion begins with.
double read_stage_ns(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                     const AdcSpec &adc);

} // namespace cim
