// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/amx_conversion.h"
#include "models/amx_kernel.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cim {

/// 64 rows of a line of digits.
struct alignas(64) AmxKernel::Line {
    std::uint8_t byte[64];
};

/// Some vectors on their way through the array: their digits, and sums between the tiles and the
/// converters. A line is the digits of one step of one vector: line v * vector_lines + step.
struct AmxKernel::Block {
    /// Lines of digits that are worked on at a time: two tiles of them.
    static constexpr std::int64_t lines = 32;

    Block(const ReadPlan &plan, const Converters &adc, int group_bytes, bool squared, bool whole)
        : places(plan, adc), short_sums(group_bytes * plan.largest_digit() * 255 <= 32767) {
        while (vector_lines < plan.steps() || (whole && vector_lines < 4))
            vector_lines *= 2;
        digits.resize(static_cast<std::size_t>(lines * group_bytes / 64));
        if (squared)
            squared_digits.resize(digits.size());
        kept = group_bytes <= 128 && !squared;
    }

    std::int64_t most() const { return lines / vector_lines; }     ///< vectors
    bool two_tiles() const { return vectors * vector_lines > 16; } ///< of lines are in use

    AmxPlaces places;
    bool short_sums;                     ///< of cells of a byte have room in 16 bits
    bool kept = false;                   ///< digits have room in tiles 0 to 3
    int vector_lines = 1;                ///< a power of two, so that 16 lines hold whole vectors
    std::int64_t first = 0, vectors = 0; ///< in the batch
    std::vector<Line> digits, squared_digits; ///< the latter of bits are the bits themselves
    std::vector<std::uint16_t> normal_places; ///< of the batch
    alignas(64) std::int32_t lowest_sums[lines + 8] = {}; ///< and room for eight more
    alignas(64) std::int16_t lowest_pairs[lines / 2][8] = {};
    AmxSums sums[2][3]; ///< by buffer (one is converted while the other is filled), plane
};

} // namespace cim
