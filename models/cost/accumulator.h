// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/placement.h"

namespace cim {

/// What makes outputs of codes, behind each converter: an adder and a register of the right width
/// for each of three sums. Codes of the row groups of a column are added first, then those of the
/// slices of a weight, then those of an input's digits.
class Accumulator {
  public:
    /// `codes` make an output at each digit, `groups` reads cover an array's rows.
    Accumulator(const ChipSpec &chip, const AdcSpec &adc, int codes, int groups, int input_bits);

    /// Energy of that many conversions, pJ, of which `columns` are the first of their column: the
    /// others are of further row groups.
    double energy_pj(double conversions, double columns) const;
    /// Area of one converter's, um^2.
    double area_um2() const { return area_um2_; }

  private:
    int codes_;
    double group_pj_ = 0, slice_pj_ = 0, digit_pj_ = 0; ///< an addition
    double area_um2_ = 0;
};

/// Energy of shifting and adding the codes of that many conversions of a layer into outputs, pJ:
/// such adders, or the constants of chip.cost.readout.
double accumulation_pj(const ChipSpec &chip, const LayerPlacement &layer, double conversions);

} // namespace cim
