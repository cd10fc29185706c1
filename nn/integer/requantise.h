// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <cstdint>

namespace nn {

/// requantise() for all output pixels of a MatMul op, one after another in acc, residual (which may
/// be null) and out.
void requantise_map(const QuantizedOp &op, float unit, const std::int32_t *acc,
                    const std::uint8_t *residual, std::uint8_t *out);

} // namespace nn
