// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <cstdint>
#include <string>
#include <vector>

namespace nn {

/// A picture, height x width x 3.
struct Picture {
    Shape shape;
    std::vector<std::uint8_t> pixels;
};

/// Reads a JPEG file, grey (three equal channels) or in colour. Throws std::runtime_error naming
/// file and fault.
Picture read_jpeg(const std::string &file);

} // namespace nn
