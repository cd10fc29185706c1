// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/cell.h"

#include <vector>

namespace cim {

/// The cells of an array on their way from weights to what its converters see.
struct ArrayCells {
    CellGrid grid;
    std::vector<float> levels;      ///< row-major; a row: its columns' planes, one after the other
    std::vector<float> references;  ///< of each row: what its reference cell takes off its cells
    std::vector<float> read_sigmas; ///< none, one for all, or one a cell; relative to conductances
    std::vector<double> currents;   ///< what each digit draws, in digits; none: what it says
};

} // namespace cim
