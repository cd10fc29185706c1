// SPDX-License-Identifier: Apache-2.0
#include "models/numerics/bit_planes.h"

#include <algorithm>
#include <cstring>

namespace cim {

namespace {

/// Transposes an 8 x 8 bit matrix, one row a byte, by swapping ever larger squares.
std::uint64_t transpose(std::uint64_t m) {
    std::uint64_t t = (m ^ (m >> 7)) & 0x00aa00aa00aa00aa;
    m ^= t ^ (t << 7);
    t = (m ^ (m >> 14)) & 0x0000cccc0000cccc;
    m ^= t ^ (t << 14);
    t = (m ^ (m >> 28)) & 0x00000000f0f0f0f0;
    return m ^ t ^ (t << 28);
}

/// Eight values, the first in the lowest byte; those past `rows` are zero.
std::uint64_t eight(int rows, const std::uint8_t *x) {
    std::uint64_t bytes = 0;
    if (rows >= 8) {
        for (int i = 0; i < 8; ++i)
            bytes |= std::uint64_t{x[i]} << (8 * i);
        return bytes;
    }
    for (int i = 0; i < rows; ++i)
        bytes |= std::uint64_t{x[i]} << (8 * i);
    return bytes;
}

} // namespace

BitPlanes::BitPlanes(int rows, const std::uint8_t *x) : words((rows + 63) / 64) {
    for (int w = 0; w < words; ++w) {
        std::array<std::uint64_t, 8> bits{};
        for (int part = 0; part < 8 && w * 64 + part * 8 < rows; ++part) {
            const int row = w * 64 + part * 8;
            const std::uint64_t bytes = transpose(eight(rows - row, x + row));
            for (std::size_t b = 0; b < 8; ++b)
                bits[b] |= (bytes >> (8 * b) & 0xff) << (8 * part);
        }
        for (std::size_t b = 0; b < 8; ++b)
            plane[b][static_cast<std::size_t>(w)] = bits[b];
    }
}

void keep_rows(RowMask &rows, int words, int first, int last) {
    for (int w = 0; w < words; ++w) {
        const int from = std::clamp(first - 64 * w, 0, 64), to = std::clamp(last - 64 * w, 0, 64);
        const std::uint64_t below_to = to == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << to) - 1;
        const std::uint64_t from_on = from == 64 ? 0 : ~std::uint64_t{0} << from;
        rows[static_cast<std::size_t>(w)] &= below_to & from_on;
    }
}

} // namespace cim
