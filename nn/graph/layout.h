// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/operands.h"

#include <string>
#include <vector>

namespace nn {

/// Of a Transpose: the axis of the input that each axis of the output is.
std::vector<std::size_t> transposition(const Operands &node);

/// What a Slice takes along each axis: entries start, start + step, ...
struct Slice {
    std::vector<std::int64_t> start, step;
    Dims out;
};
Slice slice(const Operands &node);

/// The same for one output of a Split: its sizes are an attribute before opset 13, then an input,
/// or the output's number says all.
Slice split(const Operands &node);

/// What a Pad puts before each axis, and the shape of its output.
struct Padding {
    std::vector<std::int64_t> before;
    Dims out;
    std::string mode;
};
Padding padding(const Operands &node);

} // namespace nn
