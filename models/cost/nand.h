// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cost/scaling.h"

namespace cim {

/// Gates in NANDs of two inputs, by ZigZag-IMC (3d12a96e): capacitance that switches, area.
struct NandRatio {
    double switched, wide;
};
inline constexpr NandRatio nand_xor{1.5, 2.4}, nand_flip_flop{3, 6};

/// A NAND of ZigZag-IMC at a chip's node and supply: 0.7 fF and 0.614 um2 at 28 nm and 0.9 V.
struct Nand {
    explicit Nand(const ChipSpec &chip)
        : pj(0.7e-3 * at.vdd_v * at.vdd_v * energy_ratio(chip.cost.scaling, at, technology(chip))),
          um2(0.614 * area_ratio(at.node_nm, chip.node_nm)) {}

    static constexpr Technology at{28, 0.9};
    double pj, um2; ///< once charged to the supply; its area
};

} // namespace cim
