// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

namespace cim {

/// Dynamic energy of one action of each kind in a tile, pJ, at the chip's technology.
struct ActionEnergy {
    ActionEnergy(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                 const AdcSpec &adc);

    double cell_level = 0; ///< a driven cell, for each level above zero at the highest digit
    double settle = 0;     ///< of the cells of a column, until its line has settled
    double array_read = 0; ///< a read, if given; cells and bit lines then cost nothing
    double word_line = 0, bit_line = 0;       ///< an active row (or pulse); a column converted
    double driver_digit = 0;                  ///< a row at a read, active or not
    double driver_row = 0, dac_row = 0;       ///< an active row at a read, or its pulse
    double hold = 0, mux = 0;                 ///< a conversion
    double conversion = 0;                    ///< without the share that a converter draws at rest
    double sum_add = 0;                       ///< two arrays' results, an output
    double register_bit = 0;                  ///< written and read
    double buffer_read = 0, buffer_write = 0; ///< an access
    double bus = 0;                           ///< an access, along the side of the tile
    double element = 0;                       ///< of the vector unit
    double router_flit = 0;
    double link_flit = 0; ///< along the side of the tile
};

/// Side of a square tile, mm: the length of its bus and of a link to the next one.
double tile_side_mm(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                    const AdcSpec &adc);

} // namespace cim
