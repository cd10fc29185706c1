// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/conversion.h"

#include "models/kernels/read_kernel.h"
#include "models/numerics/random.h"

#include <algorithm>
#include <array>

namespace cim {

namespace {

/// Between the seeds of image numbers that differ above their low 32 bits: 2^64 over the golden
/// ratio, so that they lie far apart.
constexpr std::uint64_t seed_step = 0x9e3779b97f4a7c15;

/// Rows of `columns` values, padded with zeros to `width`.
std::vector<std::int16_t> widened(const std::vector<std::int16_t> &rows, std::size_t columns,
                                  int width) {
    std::vector<std::int16_t> wide;
    for (auto row = rows.begin(); row != rows.end(); row += static_cast<std::ptrdiff_t>(columns)) {
        wide.insert(wide.end(), row, row + static_cast<std::ptrdiff_t>(columns));
        wide.resize(wide.size() + static_cast<std::size_t>(width) - columns);
    }
    return wide;
}

} // namespace

Converters prepared(const Converters &converters, int width) {
    Converters ready = converters;
    for (std::vector<float> *values :
         {&ready.codes_per_unit, &ready.noise, &ready.offset, &ready.variance})
        values->resize(static_cast<std::size_t>(width));
    if (!ready.gains.empty())
        ready.gains.resize(static_cast<std::size_t>(width));
    if (!ready.spreads.empty())
        ready.spreads = widened(ready.spreads, converters.codes_per_unit.size(), width);
    for (std::vector<float> *variances : {&ready.noise, &ready.variance})
        for (float &variance : *variances)
            variance = static_cast<float>(variance * root_scale);
    return ready;
}

void read_places(std::uint64_t seed, const InputBatch &in, int reads, std::uint16_t *places) {
    const auto image = static_cast<std::uint64_t>(in.image);
    const Draw draw{seed + (image >> 32) * seed_step, Stream::Reading,
                    static_cast<std::uint32_t>(image), static_cast<std::uint32_t>(in.position)};
    std::array<std::uint32_t, 4 * ReadKernel::most_vectors> words;
    for (int first = 0; first < reads; first += 8) {
        const auto block = static_cast<std::uint32_t>(first / 8);
        random_bits_of_draws(draw, static_cast<std::uint32_t>(in.step), block,
                             static_cast<int>(in.vectors), words.data());
        constexpr bool low_first = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
        for (std::int64_t v = 0; v < in.vectors && low_first && reads - first >= 8; ++v)
            std::memcpy(places + v * reads + first, words.data() + 4 * v, 16);
        for (std::int64_t v = 0; v < in.vectors && !(low_first && reads - first >= 8); ++v)
            for (int read = first; read < std::min(first + 8, reads); ++read) {
                const std::uint32_t word =
                    words[static_cast<std::size_t>(4 * v + (read - first) / 2)];
                places[v * reads + read] =
                    static_cast<std::uint16_t>(read % 2 == 0 ? word : word >> 16);
            }
    }
}

} // namespace cim
