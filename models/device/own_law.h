// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/cell.h"

namespace cim {

/// A law of cells that a program brings itself (DeviceSpec::own_laws), beside those of the table in
/// device_law.h. No config names it, and an error budget counts it under no source.
class OwnLaw {
  public:
    virtual ~OwnLaw() = default;

    /// Changes what the cells of a grid hold once they are written and share what they share; cells
    /// that are stuck then stick, whatever it does. Levels are row-major, in level steps above a
    /// Gmin cell; what is below zero conductance or above device.ceiling is cut off afterwards. All
    /// draws follow from grid.draw_of() of a stream that no other law has, so that the same seed
    /// gives the same chip.
    virtual void program(const CellGrid &grid, float *levels) const = 0;
};

} // namespace cim
