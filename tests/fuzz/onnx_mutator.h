// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace fuzz {

/// A harness's own mutator for ONNX files: changes any bytes or, more often, one field of the model
/// (a name for another of its names, an operator for another, a size, a list's entry removed or
/// doubled).
std::size_t mutate_onnx(std::uint8_t *data, std::size_t size, std::size_t most, unsigned seed);

} // namespace fuzz
