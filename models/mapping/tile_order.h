// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/placement.h"

namespace cim {

/// Puts the tiles on the nodes of placement.interconnect in the given order. A tree's rows and
/// columns are those of its nodes' places on the grid. Whether any tile has moved.
bool order_tiles(const nn::QuantizedNetwork &network, const ChipSpec &chip, TileOrder order,
                 Placement &placement);

} // namespace cim
