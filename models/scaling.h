// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip_spec.h"

namespace cim {

/// Takes constants from 22 nm and 0.85 V to a chip's node and supply: energy follows C V^2 with C
/// in proportion to the node, area the square of the node. A wire of given length keeps its C.
struct Scaling {
    explicit Scaling(const ChipSpec &chip)
        : area(chip.node_nm * chip.node_nm / (22.0 * 22.0)),
          wire_energy(chip.vdd_v * chip.vdd_v / (0.85 * 0.85)),
          energy(chip.node_nm / 22 * wire_energy) {}

    double area = 1;
    double wire_energy = 1;
    double energy = 1;
};

/// A memory's factors on the figures of a 64 KB memory of 256 bits an access (fits to CACTI's table
/// in MNSIM).
struct MemoryScaling {
    MemoryScaling(double kbytes, double width_bits);
    double read_energy = 1, write_energy = 1, area = 1, leakage = 1;
};

} // namespace cim
