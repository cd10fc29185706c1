// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/amx/conversion.h"
#include "models/kernels/amx/kernel.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
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

    Block(const AmxKernel &kernel, bool whole)
        : places(kernel.plan_, kernel.converters_),
          short_sums(kernel.group_bytes_ * kernel.plan_.largest_digit() * 255 <= 32767) {
        const ReadPlan &plan = kernel.plan_;
        while (vector_lines < plan.steps() || (whole && vector_lines < 4))
            vector_lines *= 2;
        const bool squared = kernel.reading_noise_ && plan.dac_bits > 1;
        kept = kernel.group_bytes_ <= 128 && !squared;
        const auto size = static_cast<std::size_t>(lines * kernel.group_bytes_ / 64);
        const auto code_lines = static_cast<std::size_t>(most() * kernel.width_ / 16);
        const std::size_t wanted = size * (squared ? 2 : 1) + code_lines;
        if (wanted > std::size(near_))
            far_.resize(wanted);
        digits = far_.empty() ? near_ : far_.data();
        squared_digits = squared ? digits + size : nullptr;
        std::fill_n(digits, wanted - code_lines, Line{});
        codes = reinterpret_cast<std::int32_t *>(digits + (wanted - code_lines));
    }
    Block(const Block &) = delete;
    Block &operator=(const Block &) = delete;

    std::int64_t most() const { return lines / vector_lines; }     ///< vectors
    bool two_tiles() const { return vectors * vector_lines > 16; } ///< of lines are in use

    AmxPlaces places;
    bool short_sums;                     ///< of cells of a byte have room in 16 bits
    bool kept = false;                   ///< digits have room in tiles 0 to 3
    int vector_lines = 1;                ///< a power of two, so that 16 lines hold whole vectors
    std::int64_t first = 0, vectors = 0; ///< in the batch
    Line *digits = nullptr, *squared_digits = nullptr;    ///< null: squares of bits are themselves
    std::int32_t *codes = nullptr;                        ///< room for those of most() vectors
    std::vector<std::uint16_t> normal_places;             ///< of the batch
    alignas(64) std::int32_t lowest_sums[lines + 8] = {}; ///< and room for eight more
    alignas(64) std::int16_t lowest_pairs[lines / 2][8] = {};
    AmxSums sums[2][3]; ///< by buffer (one is converted while the other is filled), plane

  private:
    Line near_[128];        ///< digits and codes of arrays of usual sizes,
    std::vector<Line> far_; ///< or of larger ones
};

} // namespace cim
