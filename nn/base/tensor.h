// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nn {

using Dims = std::vector<std::int64_t>;

/// A dense array of floats, last dimension contiguous.
struct Tensor {
    Dims shape;
    std::vector<float> values; ///< as many as the product of shape
};

/// The same of whole numbers: shapes, axes, indices.
struct IntegerTensor {
    Dims shape;
    std::vector<std::int64_t> values;
};

/// Largest number of values that a tensor of a network may have.
constexpr std::int64_t most_values = std::int64_t{1} << 28;

/// Product of the sizes. Throws std::invalid_argument when one is negative or the product is above
/// most_values, so that nothing is allocated for a shape before it has been here.
std::int64_t value_count(const Dims &shape);

/// "1x3x32x32"; a scalar is "scalar".
std::string shape_text(const Dims &shape);

} // namespace nn
