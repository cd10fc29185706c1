// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/column_cells.h"

#include <cstdint>

namespace cim {

/// Adds to ones[row], of `rows` rows, how many bits are set in the row's values of all vectors: the
/// times that it is driven where digits are bits.
void add_driven_bits(const InputBatch &in, int rows, std::int32_t *ones);

} // namespace cim
