// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cost/parts.h"
#include "models/crossbar/crossbar.h"
#include "models/estimate/estimate.h"

namespace cim {

/// What a digital processing element costs in place of converters, multiplexers and adders behind
/// them: the energy of one step of one output, and the area of one output, by what does it.
struct DigitalCost {
    double product = 0;     ///< gates beside the cells, or multiplier-accumulators
    double adder = 0;       ///< trees and the registers in them; a matrix unit has none
    double accumulator = 0; ///< of the digits of an input, or the registers of a matrix unit
};

/// A step of an output, of which weights of `rows` rows take part; of their digits a share is not
/// zero. From a half on it does not matter: digits of half of the rows change most.
struct DigitalStep {
    int rows, weight_bits, input_bits;
    double active = 0.5;
};
/// Its energy, pJ. Gates of a macro switch as data make them (AdderTree::switching), registers and
/// accumulators at each step; a matrix unit's multiplier-accumulators have the energy that is
/// given.
DigitalCost step_pj(const ChipSpec &chip, const DigitalStep &step);

/// Area, um^2, of what an output of 8-bit weights has, for as many rows as are driven at once; of a
/// matrix unit with registers for its weights.
DigitalCost output_um2(const ChipSpec &chip, const ArraySpec &array);

/// Energy of the layer's steps in `windows` windows, pJ; `active`: share of its digits that are not
/// zero.
DigitalCost layer_steps_pj(const ChipSpec &chip, const LayerPlacement &layer, double windows,
                           double active);

} // namespace cim
