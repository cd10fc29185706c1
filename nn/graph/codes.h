// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/operands.h"

namespace nn {

/// The least and the largest of the codes that a value may be kept in, and their bits.
struct CodeRange {
    float low = 0, high = 0;
    int bits = 0;
};
CodeRange code_range(Element element);

/// The codes that a QuantizeLinear makes: those of its zero, or what an attribute says, or 8 bits
/// without a sign.
Element quantised_element(const Operands &node);

} // namespace nn
