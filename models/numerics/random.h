// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace cim {

/// What a random number is for: draws of different streams are independent.
enum class Stream : std::uint32_t {
    Programming = 1,
    StuckCell = 2,
    Reading = 3,
    Pool = 4,
    Training = 5,
    Die = 6,         ///< factor of a chip
    Field = 7,       ///< what neighbours share
    StuckLine = 8,   ///< rows, then columns
    Drift = 9,       ///< a cell's way of drifting
    Telegraph = 10,  ///< state of a cell's trap
    WritePulse = 11, ///< pulses after the first: cell by cell, then the next pulse
    ConverterOffset = 12,
    ConverterGain = 13,
    Capacitors = 14,    ///< of an array's SAR converters, lowest bit first
    Driver = 15,        ///< a row driver's gain
    DacLadder = 16,     ///< of an array: its digits' voltages
    RelaxationWay = 17, ///< whether a cell jumps up, down or not
    RelaxationSize = 18 ///< how far
};

/// Names a sequence of random numbers. Everything random is a pure function of such a name and an
/// index, so results do not depend on the order of work.
struct Draw {
    std::uint64_t seed = 1;
    Stream stream = Stream::Programming;
    std::uint32_t a = 0, b = 0; ///< chip and array, or draw and matrix
};

/// Names the draws of one chip: everything random about it is a function of (seed, chip, array,
/// cell or read).
struct ChipDraw {
    std::uint64_t seed = 1;
    std::uint32_t chip = 0;
};

/// 128 random bits: Philox4x32-10 (Salmon et al., SC11) of `index`.
std::array<std::uint32_t, 4> random_bits(const Draw &draw, std::uint32_t index);

/// random_bits() of `count` draws whose b grows by `step`: word w of the i-th is words[4 i + w].
void random_bits_of_draws(Draw draw, std::uint32_t step, std::uint32_t index, int count,
                          std::uint32_t *words);

/// Random words [0, count) of a sequence, many at once. Word (256 i + 64 w + l) is word w of
/// random_bits(draw, 64 i + l).
void fill_random_bits(const Draw &draw, std::int64_t count, std::uint32_t *words);

/// `count` words of the sequence from word 256 x `first` on.
void fill_random_bits(const Draw &draw, std::int64_t first, std::int64_t count,
                      std::uint32_t *words);

/// Random words below this are the given share (0 to 1) of all words, but for the highest word.
std::uint32_t share_of_words(double share);

/// The first `count` words of a sequence, and standard normals made of them.
std::vector<std::uint32_t> words_of(const Draw &draw, std::int64_t count);
std::vector<float> normals_of(const Draw &draw, std::int64_t count);
std::vector<float> normals_of(const std::vector<std::uint32_t> &words);

/// Standard normals by inverse distribution from random words; |error| < 1e-5 up to 5 sigma.
void normals(std::int64_t count, const std::uint32_t *words, float *out);

} // namespace cim
