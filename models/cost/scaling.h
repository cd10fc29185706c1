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

/// The technology that a chip is built in.
Technology technology(const ChipSpec &chip);

/// Takes the figures of chip.cost to the chip's node, supply and temperature. Areas go with the
/// square of the node; a wire of given length keeps its capacitance.
struct Scaling {
    explicit Scaling(const ChipSpec &chip);

    double area = 1;
    double energy = 1;
    double wire_energy = 1;
    double leakage = 1; ///< with the transistors' width (the node), the supply, the temperature
};

} // namespace cim
