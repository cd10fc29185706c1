// SPDX-License-Identifier: Apache-2.0
#include "models/training_noise.h"

#include "models/cell.h"
#include "models/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace cim {

namespace {

constexpr int part = 1024; ///< weights programmed together, so that their cells stay in cache

} // namespace

void disturb_weights(const ArraySpec &array, const DeviceSpec &device, std::uint64_t seed,
                     std::uint64_t draw, int matrix, int rows, int cols, int bits, float *weights) {
    const WeightCode code(array, bits);
    const CellLaw law(device, array.cell_bits);
    const auto key = random_bits({seed, Stream::Training, static_cast<std::uint32_t>(draw),
                                  static_cast<std::uint32_t>(draw >> 32)},
                                 static_cast<std::uint32_t>(matrix));
    const std::uint64_t own_seed = std::uint64_t{key[0]} << 32 | key[1];

    const std::int64_t size = std::int64_t{rows} * cols;
    std::vector<float> levels(static_cast<std::size_t>(code.planes() * part));
    std::array<std::int8_t, part> integers;
    for (std::int64_t first = 0; first < size; first += part) {
        const int count = static_cast<int>(std::min<std::int64_t>(part, size - first));
        float *own = weights + first;
        for (int i = 0; i < count; ++i)
            integers[static_cast<std::size_t>(i)] =
                static_cast<std::int8_t>(static_cast<int>(std::rint(own[i])));
        code.encode(count, integers.data(), count, levels.data());
        law.program(own_seed, static_cast<std::uint32_t>(first / part), 0,
                    std::int64_t{code.planes()} * count, levels.data());
        std::fill_n(own, count, static_cast<float>(-code.offset()));
        for (int p = 0; p < code.planes(); ++p) {
            const int size_of_slice = 1 << (p / code.signs * code.cell_bits);
            const auto weight =
                static_cast<float>(p % code.signs == 0 ? size_of_slice : -size_of_slice);
            const float *plane = levels.data() + std::ptrdiff_t{p} * count;
            for (int i = 0; i < count; ++i)
                own[i] += weight * plane[i];
        }
    }
}

} // namespace cim
