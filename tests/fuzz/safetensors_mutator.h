// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace fuzz {

/// A harness's own mutator for safetensors files: changes any bytes or, half of the time, a value
/// of the header or a number or word of its texts, and puts the header's length right.
std::size_t mutate_safetensors(std::uint8_t *data, std::size_t size, std::size_t most,
                               unsigned seed);

} // namespace fuzz
