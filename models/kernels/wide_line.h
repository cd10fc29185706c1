// SPDX-License-Identifier: Apache-2.0
#pragma once

// Of wide_kernel.cpp alone: what AVX-512 does with a line of columns, sums of rows and their codes.

#include "models/kernels/conversion.h"
#include "models/kernels/wide_kernel.h"
#include "models/numerics/bit_planes.h"

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#define CROSSWEAVE_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,bmi,popcnt")))
#define CROSSWEAVE_AVX512_INLINE CROSSWEAVE_AVX512 __attribute__((always_inline)) inline
#define CROSSWEAVE_AVX512_LAMBDA                                                                   \
    __attribute__((target("avx512f,avx512bw,avx512vl,bmi,popcnt"), always_inline))

namespace cim::wide_line {

inline constexpr int lanes = 32; ///< columns of a line
inline constexpr int word = 64;  ///< most rows of a word of a set
/// Of a word's rows in a table: one of zeros is the last, which a set that is empty picks.
inline constexpr int word_rows = word + 1;

/// root() of conversion.h.
CROSSWEAVE_AVX512_INLINE __m512 root_of(__m512 variance) {
    const __m512 inverse = _mm512_castsi512_ps(_mm512_sub_epi32(
        _mm512_set1_epi32(0x5f1ffff9), _mm512_srli_epi32(_mm512_castps_si512(variance), 1)));
    const __m512 estimate = _mm512_mul_ps(variance, inverse);
    return _mm512_mul_ps(estimate,
                         _mm512_fnmadd_ps(estimate, inverse, _mm512_set1_ps(2.38924456f)));
}

CROSSWEAVE_AVX512_INLINE __m512 single(__m256i lanes_of_16_bits) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(lanes_of_16_bits));
}

/// What becomes of the sums of sixteen or thirty-two columns, from `column` on.
struct LineConverter {
    using Finish = WideKernel::Finish;

    const Converters &converters;
    const float *normals = nullptr; ///< of the read's noise, from the first column on
    float rows = 0;                 ///< of Finish::Counted: driven
    const std::int16_t *whole_normals = nullptr, *spreads = nullptr; ///< of Finish::Spread

    /// Codes of sixteen columns, not clipped: value_of() and variance_of() of conversion.h.
    template <Finish Last>
    CROSSWEAVE_AVX512_INLINE __m512i codes(__m256i sums, __m256i squares,
                                           std::size_t column) const {
        const auto at = [column](const float *values)
                            CROSSWEAVE_AVX512_LAMBDA { return _mm512_loadu_ps(values + column); };
        __m512 value = _mm512_mul_ps(single(sums), at(converters.codes_per_unit.data()));
        if (Last == Finish::Squared || Last == Finish::Counted) {
            const __m512 amount = Last == Finish::Squared ? single(squares) : _mm512_set1_ps(rows);
            const __m512 variance = _mm512_fmadd_ps(amount, at(converters.noise.data()),
                                                    at(converters.variance.data()));
            value = _mm512_fmadd_ps(root_of(variance), at(normals), value);
        }
        return _mm512_cvtps_epi32(_mm512_add_ps(value, at(converters.offset.data())));
    }
    /// Codes of a line, not clipped.
    template <Finish Last>
    CROSSWEAVE_AVX512_INLINE __m512i codes(__m512i sums, __m512i squares,
                                           std::size_t column) const {
        if (Last == Finish::Spread)
            sums = _mm512_adds_epi16(sums,
                                     _mm512_mulhrs_epi16(_mm512_loadu_si512(whole_normals + column),
                                                         _mm512_loadu_si512(spreads + column)));
        if (Last == Finish::Whole || Last == Finish::Spread)
            return _mm512_mulhrs_epi16(sums, _mm512_loadu_si512(converters.gains.data() + column));
        const __m512i low =
            codes<Last>(_mm512_castsi512_si256(sums), _mm512_castsi512_si256(squares), column);
        const __m512i high = codes<Last>(_mm512_extracti64x4_epi64(sums, 1),
                                         _mm512_extracti64x4_epi64(squares, 1), column + lanes / 2);
        return _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7),
                                        _mm512_packs_epi32(low, high));
    }
};

/// A block of a table's lines, row after row, and where sums of them go.
template <class Line> struct Summed {
    const Line *lines;
    __m512i *sums;
};

CROSSWEAVE_AVX512_INLINE __m512i line_at(const WideKernel::Line *line) {
    return _mm512_load_si512(line->lane);
}
CROSSWEAVE_AVX512_INLINE __m512i line_at(const WideKernel::Squares *line) {
    return _mm512_cvtepu8_epi16(_mm256_load_si256(reinterpret_cast<const __m256i *>(line->lane)));
}

/// Adds up rows of `Width` lines that a set picks, a row of each of two words at a time, which are
/// ended by one branch. Likewise, in the same pass, of the squares if there are any.
template <int Width, bool Two>
CROSSWEAVE_AVX512_INLINE void add_rows(const RowMask &rows, int words,
                                       Summed<WideKernel::Line> cells,
                                       Summed<WideKernel::Squares> squares = {}) {
    __m512i total[Width], power[Width];
#pragma GCC unroll 4
    for (int i = 0; i < Width; ++i)
        total[i] = power[i] = _mm512_setzero_si512();
    const auto add = [&](std::ptrdiff_t first, std::uint64_t left) CROSSWEAVE_AVX512_LAMBDA {
        const auto row = static_cast<std::ptrdiff_t>(_tzcnt_u64(left)) * Width;
#pragma GCC unroll 4
        for (int i = 0; i < Width; ++i) {
            total[i] = _mm512_add_epi16(total[i], line_at(cells.lines + first + row + i));
            if (Two)
                power[i] = _mm512_add_epi16(power[i], line_at(squares.lines + first + row + i));
        }
    };
    constexpr std::ptrdiff_t word_lines = std::ptrdiff_t{word_rows} * Width;
    std::ptrdiff_t first = 0;
    int w = 0;
    for (; w + 1 < words; w += 2, first += 2 * word_lines) {
        std::uint64_t left = rows[static_cast<std::size_t>(w)];
        std::uint64_t other = rows[static_cast<std::size_t>(w) + 1];
        for (; (left | other) != 0; left = _blsr_u64(left), other = _blsr_u64(other)) {
            add(first, left);
            add(first + word_lines, other);
        }
    }
    if (w < words)
        for (std::uint64_t left = rows[static_cast<std::size_t>(w)]; left != 0;
             left = _blsr_u64(left))
            add(first, left);
#pragma GCC unroll 4
    for (int i = 0; i < Width; ++i) {
        cells.sums[i] = total[i];
        if (Two)
            squares.sums[i] = power[i];
    }
}

/// Writes a line of a group's codes, or adds it to those of the groups before. Codes from 0 on add
/// up to 16 bits without a sign.
CROSSWEAVE_AVX512_INLINE void add_line(__m512i line, bool sign, bool adds, std::int32_t *codes) {
    const __m256i parts[] = {_mm512_castsi512_si256(line), _mm512_extracti64x4_epi64(line, 1)};
    for (const __m256i part : parts) {
        const __m512i own = sign ? _mm512_cvtepi16_epi32(part) : _mm512_cvtepu16_epi32(part);
        _mm512_store_si512(codes, adds ? _mm512_add_epi32(_mm512_load_si512(codes), own) : own);
        codes += lanes / 2;
    }
}

} // namespace cim::wide_line
