// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

namespace cim {

/// A technology node and a supply.
struct Technology {
    double node_nm = 22;
    double vdd_v = 0.85;
};

/// Energy of the same logic at `to` over that at `from`. Stillmaker's polynomials cover 130 to 7 nm
/// and are interpolated linearly between their nodes; beyond, the nearest one counts.
double energy_ratio(ScalingRule rule, const Technology &from, const Technology &to);

/// Area of the same logic at `to_nm` over that at `from_nm`: with the square of the node down to
/// 22 nm, where NeuroSim V1.4 has gates of 28 F x 3.8 F. Its gates of fins have 41.142 F x 5.571 F
/// (14 nm), 33 F x 6.4 F (10), 34.285 F x 8.1428 F (7), 36 F x 10.2 F (5): areas are interpolated
/// linearly between these.
double area_ratio(double from_nm, double to_nm);

/// The technology that a chip is built in.
Technology technology(const ChipSpec &chip);

/// Takes the figures of chip.cost to the chip's node, supply and temperature. A wire of given
/// length keeps its capacitance.
struct Scaling {
    explicit Scaling(const ChipSpec &chip);

    double area = 1;
    double energy = 1;
    double wire_energy = 1;
    double leakage = 1; ///< with the transistors' width (the node), the supply, the temperature
};

} // namespace cim
