// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/driven_bits.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace cim {

namespace {

/// Ones in each byte of a word.
std::uint64_t ones_in(std::uint64_t bytes) {
    constexpr std::uint64_t pairs = 0x5555555555555555, quads = 0x3333333333333333;
    bytes -= (bytes >> 1) & pairs;
    bytes = (bytes & quads) + ((bytes >> 2) & quads);
    return (bytes + (bytes >> 4)) & 0x0f0f0f0f0f0f0f0f;
}

/// Up to eight bytes as a word.
std::uint64_t word_of(const std::uint8_t *bytes, std::size_t count) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, count);
    return word;
}

} // namespace

void add_driven_bits(const InputBatch &in, int rows, std::int32_t *ones) {
    // Ones of a row are added up over as many vectors as a byte has room for.
    constexpr std::int64_t room = 255 / 8;
    for (std::int64_t first = 0; first < in.vectors; first += room) {
        const std::int64_t last = std::min(first + room, in.vectors);
        for (int row = 0; row < rows; row += 8) {
            const int count = std::min(8, rows - row);
            std::uint64_t sum = 0;
            for (std::int64_t v = first; v < last; ++v) {
                const std::uint8_t *x = in.x + v * in.stride + row;
                sum += ones_in(count == 8 ? word_of(x, 8)
                                          : word_of(x, static_cast<std::size_t>(count)));
            }
            std::array<std::uint8_t, 8> sums;
            std::memcpy(sums.data(), &sum, sizeof sum);
            for (int r = 0; r < count; ++r)
                ones[row + r] += sums[static_cast<std::size_t>(r)];
        }
    }
}

} // namespace cim
