// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/amx/kernel.h"

#if defined(__x86_64__) && defined(__linux__)

#include "models/kernels/amx/block.h"

#include <algorithm>

namespace cim {

/// A mask of a register's bytes, the first `count`, from 0 to 64.
CROSSWEAVE_AMX inline __mmask64 first_bytes(int count) {
    return count == 64 ? ~__mmask64{0} : (__mmask64{1} << count) - 1;
}

/// Adds up how many of 64 rows have each of eight bits set (none has more bits than there are
/// steps: those lines may be another vector's).
template <class Register> CROSSWEAVE_AMX inline void add_ones(Register values, std::int32_t *ones) {
    // Of eight rows each: a matrix of their bits times the unit vectors is its transpose.
    const __m512i by_bit =
        _mm512_gf2p8affine_epi64_epi8(_mm512_set1_epi64(0x8040201008040201), values, 0);
    const __m512i counts = _mm512_popcnt_epi8(by_bit);
    const __m256i half =
        _mm256_add_epi8(_mm512_castsi512_si256(counts), _mm512_extracti64x4_epi64(counts, 1));
    const __m128i quarter =
        _mm_add_epi8(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    const __m128i sums = _mm_add_epi8(quarter, _mm_srli_si128(quarter, 8));
    auto *const out = reinterpret_cast<__m256i *>(ones);
    _mm256_storeu_si256(out, _mm256_add_epi32(_mm256_loadu_si256(out), _mm256_cvtepu8_epi32(sums)));
}

/// Turns the sums of a block's digits into what the lowest cell makes of them.
CROSSWEAVE_AMX inline void AmxKernel::correct(Block &block) const {
    static_assert(Block::lines == 32);
    const __m512i lowest = _mm512_set1_epi32(lowest_cell_);
    __m256i shorts[2];
    for (int half = 0; half < 2; ++half) {
        std::int32_t *const sums = block.lowest_sums + 16 * half;
        const __m512i product = _mm512_mullo_epi32(_mm512_load_si512(sums), lowest);
        _mm512_store_si512(sums, product);
        shorts[half] = _mm512_cvtepi32_epi16(product);
    }
    const __m512i all = _mm512_inserti64x4(_mm512_castsi256_si512(shorts[0]), shorts[1], 1);
    const __m512i four_times = _mm512_set_epi16(7, 7, 7, 7, 6, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 3,
                                                3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    for (int part = 0; part < 4; ++part)
        _mm512_store_si512(
            block.lowest_pairs[4 * part],
            _mm512_permutexvar_epi16(
                _mm512_add_epi16(four_times, _mm512_set1_epi16(static_cast<short>(8 * part))),
                all));
}

/// expand() where digits are bits, Steps of them (0: as many as there are). x: of the row group's
/// first vector.
template <int Steps>
CROSSWEAVE_AMX inline void AmxKernel::expand_bits(const std::uint8_t *x, std::ptrdiff_t stride,
                                                  int rows, Block &block) const {
    const std::ptrdiff_t pitch = group_bytes_ / 64;
    const bool above = lowest_cell_ != 0;
    const int steps = Steps != 0 ? Steps : plan_.steps();
    for (int part = 0; part < pitch; ++part) {
        const __mmask64 here = first_bytes(std::clamp(rows - 64 * part, 0, 64));
        const std::uint8_t *from = x + 64 * part;
        Line *lines = block.digits + part;
        std::int32_t *ones = block.lowest_sums;
        for (std::int64_t v = 0; v < block.vectors; ++v) {
            const __m512i values = _mm512_maskz_loadu_epi8(here, from);
#pragma GCC unroll 8
            for (int step = 0; step < steps; ++step)
                // A matrix of bits takes every byte to its bit `step`.
                _mm512_store_si512(
                    lines[step * pitch].byte,
                    _mm512_gf2p8affine_epi64_epi8(
                        values,
                        _mm512_set1_epi64(static_cast<long long>(std::uint64_t{1} << (56 + step))),
                        0));
            if (above)
                add_ones(values, ones);
            from += stride;
            lines += block.vector_lines * pitch;
            ones += block.vector_lines;
        }
    }
}

/// Lays out the digits of a block of vectors, from `first` on, and a row group: a line of
/// group_bytes_ for each step of each vector.
CROSSWEAVE_AMX void AmxKernel::expand(const InputBatch &in, int group, std::int64_t first,
                                      Block &block) const {
    const int steps = plan_.steps(), rows = plan_.rows_of(group);
    const std::size_t pitch = static_cast<std::size_t>(group_bytes_) / 64;
    // squares of the digits 0 to 15
    const __m512i squares = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, static_cast<char>(144),
                      static_cast<char>(169), static_cast<char>(196), static_cast<char>(225)));
    const __m128i dac_bits = _mm_cvtsi32_si128(plan_.dac_bits);
    const bool above = lowest_cell_ != 0, squared = block.squared_digits != nullptr;
    block.first = first;
    block.vectors = std::min(block.most(), in.vectors - first);
    if (above)
        std::fill_n(block.lowest_sums, Block::lines, 0);
    const std::uint8_t *x = in.x + first * in.stride + group * plan_.driven_rows;
    if (plan_.dac_bits == 1) {
        if (steps == 8)
            expand_bits<8>(x, in.stride, rows, block);
        else
            expand_bits<0>(x, in.stride, rows, block);
    }
    for (std::int64_t v = 0; v < block.vectors && plan_.dac_bits > 1; ++v, x += in.stride) {
        const auto own = static_cast<std::size_t>(v * block.vector_lines);
        for (std::size_t part = 0; part < pitch; ++part) {
            const int left = std::clamp(rows - static_cast<int>(part) * 64, 0, 64);
            __m512i values = _mm512_maskz_loadu_epi8(first_bytes(left), x + part * 64);
            Line *line = block.digits + own * pitch + part;
            for (int step = 0; step < steps; ++step, line += pitch) {
                // A shift moves bits between neighbours too: they are masked.
                const int mask = plan_.largest_digit() & (0xff >> (step * plan_.dac_bits));
                const __m512i digits =
                    _mm512_and_si512(values, _mm512_set1_epi8(static_cast<char>(mask)));
                _mm512_store_si512(line->byte, digits);
                values = _mm512_srl_epi16(values, dac_bits);
                if (squared)
                    _mm512_store_si512(block.squared_digits[line - block.digits].byte,
                                       _mm512_shuffle_epi8(squares, digits));
                if (above)
                    block.lowest_sums[own + static_cast<std::size_t>(step)] +=
                        static_cast<std::int32_t>(_mm512_reduce_add_epi64(
                            _mm512_sad_epu8(digits, _mm512_setzero_si512())));
            }
        }
    }
    if (above)
        correct(block);
}

CROSSWEAVE_AMX void AmxKernel::add_driven_bits(const InputBatch &in, int rows,
                                               std::int32_t *ones) const {
    // Ones of a row are added up over as many vectors as a byte has room for.
    constexpr std::int64_t room = 255 / 8;
    for (std::int64_t first = 0; first < in.vectors; first += room) {
        const std::int64_t last = std::min(first + room, in.vectors);
        for (int row = 0; row < rows; row += 64) {
            const int count = std::min(64, rows - row);
            const __mmask64 here = first_bytes(count);
            __m512i sum = _mm512_setzero_si512();
            for (std::int64_t v = first; v < last; ++v)
                sum = _mm512_add_epi8(sum, _mm512_popcnt_epi8(_mm512_maskz_loadu_epi8(
                                               here, in.x + v * in.stride + row)));
            Line sums;
            _mm512_store_si512(sums.byte, sum);
            for (int r = 0; r < count; ++r)
                ones[row + r] += sums.byte[r];
        }
    }
}

} // namespace cim

#else

namespace cim {

void AmxKernel::add_driven_bits(const InputBatch &, int, std::int32_t *) const {}

} // namespace cim

#endif
