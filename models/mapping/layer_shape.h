// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/placement.h"

#include <memory>
#include <stdexcept>
#include <vector>

namespace cim {

/// Why a network cannot be laid on a chip; map_network() returns it as a value.
struct NoPlacement : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Entry of a list by matrix layer whose last entry repeats; `otherwise` if the list is empty.
int entry_by_layer(const std::vector<int> &list, int layer, int otherwise);

/// The arrays and blocks of matrix layer number `matrix`, not yet on tiles; `kind`: of these.
/// Throws NoPlacement when the arrays cannot hold it.
LayerPlacement shape_layer(const nn::QuantizedOp &op, std::shared_ptr<const KindOnChip> kind,
                           int matrix, const ChipSpec &whole_chip, const MappingSpec &mapping);

/// Makes a layer one of digital processing elements (is_digital()): weights in two's complement, a
/// bit a cell, and sums that lose nothing.
void hold_digitally(LayerPlacement &layer, const ChipSpec &chip);

/// Resolution that loses nothing: ceil(log2(rows (2^cell_bits - 1)(2^dac_bits - 1) + 1)).
int lossless_adc_bits(int rows, int cell_bits, int dac_bits);

} // namespace cim
