// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

namespace cim {

/// A memory at a chip's node: energy of one access of its whole width, area, leakage.
struct MemoryCost {
    double read_pj = 0, write_pj = 0;
    double area_um2 = 0;
    double leakage_mw = 0;
};

/// A memory of the chip's kind (chip.cost.buffer.memory) with this capacity and width. SRAM is
/// interpolated in CACTI's table as MNSIM lists it (45 nm, 2 to 512 KB, 64 to 512 bits), logarithm
/// over logarithm, and carried on with the slope at its edge beyond; eDRAM in PUMA's two figures
/// (32 nm), energy in proportion to the width. Given figures are those of a tile's buffer; another
/// size takes them in proportion, energy to the width, area and leakage to the capacity.
MemoryCost memory_cost(const ChipSpec &chip, double kbytes, double width_bits);

/// The input and output buffer of a tile: banks that share its capacity, each as large and leaky as
/// it has ports; an access is one of a bank.
MemoryCost buffer_cost(const ChipSpec &chip);

/// The global buffer.
MemoryCost global_buffer_cost(const ChipSpec &chip);

} // namespace cim
