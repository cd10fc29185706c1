// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/wires/array_lines.h"

namespace cim {

/// What puts digits on a word line: a register of the digit, gates that pass it on, and inverters,
/// each chip.cost.driver.effort times as strong as the last, up to what the line needs. Energies pJ
/// of one row, charged each time that rows are driven.
struct RowDriver {
    RowDriver(const ChipSpec &chip, const ArrayLines &lines);

    double digit_pj = 0; ///< register and gates, whatever the digit
    double drive_pj = 0; ///< inverters, if the digit is not zero
    double line_pj = 0;  ///< the line itself, likewise
    double area_um2 = 0; ///< without its level shifter
};

/// Whether word, source and bit lines have level shifters: cells are written at more than 1.5 V
/// (NeuroSim V1.4), which latches are not.
inline bool has_level_shifters(const DeviceSpec &device) { return device.write_v > 1.5; }

} // namespace cim
