// SPDX-License-Identifier: Apache-2.0
#include "nn/base/tensor.h"

#include <stdexcept>

namespace nn {

std::int64_t value_count(const Dims &shape) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        if (size < 0)
            throw std::invalid_argument("shape " + shape_text(shape) + " has a negative size");
    for (const std::int64_t size : shape)
        if (size == 0)
            return 0;
    for (const std::int64_t size : shape) {
        if (size > most_values / count)
            throw std::invalid_argument("shape " + shape_text(shape) + " has more than " +
                                        std::to_string(most_values) + " values");
        count *= size;
    }
    return count;
}

std::int64_t value_count(const std::string &what, const Dims &sizes, std::int64_t most) {
    std::int64_t count = 1;
    for (const std::int64_t size : sizes) {
        if (size < 1)
            throw std::invalid_argument(what + " of " + shape_text(sizes) +
                                        " has a size that is not at least 1");
        if (size > most / count)
            throw std::invalid_argument(what + " of " + shape_text(sizes) + " has more than " +
                                        std::to_string(most) + " values");
        count *= size;
    }
    return count;
}

std::string shape_text(const Dims &shape) {
    std::string sizes;
    for (const std::int64_t size : shape)
        sizes += (sizes.empty() ? "" : "x") + std::to_string(size);
    return shape.empty() ? "scalar" : sizes;
}

} // namespace nn
