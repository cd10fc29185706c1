// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/cell.h"
#include "models/device/weight_code.h"

#include <vector>

namespace cim {

/// Asks the other cells of weights that have stuck ones for other levels, so that the planes of a
/// weight add up to what was asked, or as near to it as those cells can come (inner fault
/// tolerance: Xia et al., IEEE JETCAS 8(1), 2018). levels: grid.rows rows of planes() x columns, as
/// WeightCode::encode lays them; stuck: as CellLaw::stuck() says. Weights without stuck cells stay
/// as they are.
void make_up_for_stuck(const WeightCode &code, const CellGrid &grid,
                       const std::vector<float> &stuck, float *levels);

} // namespace cim
