// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/wires/transfer_plan.h"

#include <vector>

namespace cim {

/// A rectangle of cells of an array.
struct CellRectangle {
    int row, rows, col, cols;
};

/// The kind of a small rectangle. `nodes`: the names of all that its cells touch, first the
/// `eliminated` ones in that order, then the ports.
TransferPlan::LeafKind leaf_kind(const WireNodes &wires, const CellRectangle &cells,
                                 const std::vector<int> &nodes, int eliminated);

} // namespace cim
