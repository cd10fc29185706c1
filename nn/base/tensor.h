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

/// Largest number of values that a tensor of a network may have, an image, and all tensors
/// together: what is within can be counted in an int.
constexpr std::int64_t most_values = std::int64_t{1} << 28;
constexpr std::int64_t most_pixels = std::int64_t{1} << 24;
constexpr std::int64_t most_values_in_all = std::int64_t{1} << 29;

/// Product of the sizes. Throws std::invalid_argument when one is negative or the product is above
/// most_values, so that nothing is allocated for a shape before it has been here.
std::int64_t value_count(const Dims &shape);

/// The same of sizes that are given by a user, who reads of `what` they are: each is at least 1,
/// the product at most `most`.
std::int64_t value_count(const std::string &what, const Dims &sizes, std::int64_t most);

/// "1x3x32x32"; a scalar is "scalar".
std::string shape_text(const Dims &shape);

} // namespace nn
