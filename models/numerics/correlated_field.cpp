// SPDX-License-Identifier: Apache-2.0
#include "models/numerics/correlated_field.h"

#include <cmath>
#include <cstdint>

namespace cim {

std::vector<float> correlated_field(const Draw &draw, int rows, int columns, double length) {
    const auto width = static_cast<std::size_t>(columns);
    const std::size_t cells = static_cast<std::size_t>(rows) * width;
    std::vector<float> field = normals_of(draw, static_cast<std::int64_t>(cells));
    const auto keeps = static_cast<float>(std::exp(-1 / length));
    const float fresh = std::sqrt(1 - keeps * keeps);
    for (std::size_t i = 0; i < cells; ++i)
        if (i % width != 0)
            field[i] = keeps * field[i - 1] + fresh * field[i];
    for (std::size_t i = width; i < cells; ++i)
        field[i] = keeps * field[i - width] + fresh * field[i];
    return field;
}

} // namespace cim
