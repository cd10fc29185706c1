// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/training_noise.h"

#include "models/device/stuck_cells.h"
#include "models/numerics/random.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace cim {

namespace {

constexpr int part = 1024; ///< weights programmed together, so that their cells stay in cache
constexpr std::uint32_t most_parts = 1u << 16;

} // namespace

void disturb_weights(const ArraySpec &array, const DeviceSpec &device, const TrainingDraw &draw,
                     const TrainedWeights &weights) {
    const int rows = weights.rows, cols = weights.cols;
    const WeightCode code(array, weights.bits);
    const CellLaw law(device, array.cell_bits);
    const auto key =
        random_bits({draw.seed, Stream::Training, static_cast<std::uint32_t>(draw.number),
                     static_cast<std::uint32_t>(draw.number >> 32)},
                    0);
    const ChipDraw chip{std::uint64_t{key[0]} << 32 | key[1], 0};

    const int rows_per_part = std::max(1, part / cols), cells_per_row = code.planes() * cols;
    std::vector<float> levels(static_cast<std::size_t>(rows_per_part * cells_per_row));
    std::vector<std::int16_t> integers(static_cast<std::size_t>(cols));
    for (int first = 0; first < rows; first += rows_per_part) {
        const int count = std::min(rows_per_part, rows - first);
        float *own = weights.values + std::ptrdiff_t{first} * cols;
        for (int r = 0; r < count; ++r) {
            std::transform(own + r * cols, own + (r + 1) * cols, integers.begin(), [](float w) {
                return static_cast<std::int16_t>(static_cast<int>(std::rint(w)));
            });
            code.encode(cols, integers.data(), cols, levels.data() + r * cells_per_row);
        }
        const std::uint32_t number = static_cast<std::uint32_t>(weights.matrix) * most_parts +
                                     static_cast<std::uint32_t>(first / rows_per_part);
        const CellGrid grid{chip, number, count, cells_per_row};
        if (law.compensates_stuck())
            make_up_for_stuck(code, grid, law.stuck(grid), levels.data());
        law.program(grid, levels.data());
        law.age(grid, levels.data());
        std::fill_n(own, count * cols, static_cast<float>(-code.offset()));
        for (int r = 0; r < count; ++r, own += cols)
            for (int p = 0; p < code.planes(); ++p) {
                const auto weight = static_cast<float>(code.plane_weight(p));
                const float *plane = levels.data() + r * cells_per_row + p * cols;
                for (int c = 0; c < cols; ++c)
                    own[c] += weight * plane[c];
            }
    }
}

} // namespace cim
