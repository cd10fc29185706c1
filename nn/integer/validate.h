// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

namespace nn {

/// What validate() asks of shapes, inputs, bits and windows: of a network that may have no weights
/// and scales yet. Throws std::invalid_argument naming the op.
void validate_shape(const QuantizedNetwork &network);

} // namespace nn
