// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/wires/transfer_matrix.h"
#include "models/wires/wires.h"

#include <memory>
#include <vector>

namespace cim {

/// The rows of a block behind their wires.
struct WiredRows {
    std::vector<double> drawn;     ///< power at 1 V in units of 1 V^2 level_s, when half of the
                                   ///< other rows are driven
    std::vector<float> references; ///< what its reference cell counts as, in levels
};

/// What the wires of one kind of array make of its cells: in the linear map from word line voltages
/// to bit line currents a cell counts as its entry. Used rows are those next to the converters,
/// used columns those next to the drivers; the other cells hold the lowest level, and their word
/// lines are at 0 V. A column of lowest-level cells beyond the last one carries the reference
/// current. An object serves one thread; a copy has working memory of its own.
class ArrayWires {
  public:
    ArrayWires(const ArraySpec &array, const WireSpec &wires);
    ArrayWires(const ArrayWires &same);
    ArrayWires &operator=(const ArrayWires &) = delete;

    /// Cells of a block, row-major, in steps of `level_s` siemens above a reference cell, which has
    /// `reference` steps. Replaces them by what they count as above the reference.
    WiredRows apply(int rows, int cols, double level_s, double reference, float *levels);

  private:
    int rows_, columns_; ///< the reference column among them
    std::shared_ptr<const TransferPlan> plan_;
    TransferSolver<float> solver_;
    std::vector<float> conductances_, transfer_, coupling_;
};

} // namespace cim
