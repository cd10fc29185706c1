// SPDX-License-Identifier: Apache-2.0
#pragma once

// Of row_kernel.cpp alone: what AVX2 does with a line of columns, sums of rows and their codes.

#include "models/kernels/conversion.h"
#include "models/kernels/row_kernel.h"
#include "models/numerics/bit_planes.h"

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#define CROSSWEAVE_AVX2 __attribute__((target("avx2,fma,bmi,popcnt")))
#define CROSSWEAVE_AVX2_INLINE CROSSWEAVE_AVX2 __attribute__((always_inline)) inline
#define CROSSWEAVE_AVX2_LAMBDA __attribute__((target("avx2,fma,bmi,popcnt"), always_inline))

namespace cim::row_line {

inline constexpr int lanes = 16; ///< columns of a line
inline constexpr int word = 64;  ///< rows of a word of a set
/// Of a word's rows in a table: one of zeros follows them, which a set that is empty picks.
inline constexpr int word_rows = word + 1;

/// root() of conversion.h.
CROSSWEAVE_AVX2_INLINE __m256 root_of(__m256 variance) {
    const __m256 inverse = _mm256_castsi256_ps(_mm256_sub_epi32(
        _mm256_set1_epi32(0x5f1ffff9), _mm256_srli_epi32(_mm256_castps_si256(variance), 1)));
    const __m256 estimate = _mm256_mul_ps(variance, inverse);
    return _mm256_mul_ps(estimate,
                         _mm256_fnmadd_ps(estimate, inverse, _mm256_set1_ps(2.38924456f)));
}

CROSSWEAVE_AVX2_INLINE __m256i line_at(const void *lanes_of_16_bits) {
    return _mm256_loadu_si256(static_cast<const __m256i *>(lanes_of_16_bits));
}

CROSSWEAVE_AVX2_INLINE __m256 single(__m128i lanes_of_16_bits) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(lanes_of_16_bits));
}

/// What becomes of the sums of eight or sixteen columns, from `column` on.
struct LineConverter {
    const Converters &converters;
    const float *normals = nullptr; ///< of the read's noise, from the first column on
    float rows = 0;                 ///< of Finish::Counted: driven
    const std::int16_t *whole_normals = nullptr, *spreads = nullptr; ///< of Finish::Spread

    /// Codes of eight columns, not clipped: value_of() and variance_of() of conversion.h.
    template <RowKernel::Finish Last>
    CROSSWEAVE_AVX2_INLINE __m256i codes(__m128i sums, __m128i squares, std::size_t column) const {
        const auto at = [column](const float *values)
                            CROSSWEAVE_AVX2_LAMBDA { return _mm256_loadu_ps(values + column); };
        __m256 value = _mm256_mul_ps(single(sums), at(converters.codes_per_unit.data()));
        if (Last == RowKernel::Finish::Squared || Last == RowKernel::Finish::Counted) {
            const __m256 amount =
                Last == RowKernel::Finish::Squared ? single(squares) : _mm256_set1_ps(rows);
            const __m256 variance = _mm256_fmadd_ps(amount, at(converters.noise.data()),
                                                    at(converters.variance.data()));
            value = _mm256_fmadd_ps(root_of(variance), at(normals), value);
        }
        return _mm256_cvtps_epi32(_mm256_add_ps(value, at(converters.offset.data())));
    }
    /// Codes of a line, not clipped.
    template <RowKernel::Finish Last>
    CROSSWEAVE_AVX2_INLINE __m256i codes(__m256i sums, __m256i squares, std::size_t column) const {
        if (Last == RowKernel::Finish::Spread)
            sums = _mm256_adds_epi16(sums, _mm256_mulhrs_epi16(line_at(whole_normals + column),
                                                               line_at(spreads + column)));
        if (Last == RowKernel::Finish::Whole || Last == RowKernel::Finish::Spread)
            return _mm256_mulhrs_epi16(sums, line_at(converters.gains.data() + column));
        const __m256i low =
            codes<Last>(_mm256_castsi256_si128(sums), _mm256_castsi256_si128(squares), column);
        const __m256i high = codes<Last>(_mm256_extracti128_si256(sums, 1),
                                         _mm256_extracti128_si256(squares, 1), column + lanes / 2);
        return _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
    }
};

/// A table's lines, row after row, and where sums of them go.
struct Summed {
    const RowKernel::Line *lines;
    __m256i *sums;
};

/// Adds up `Width` lines of the rows of a set, a row of each of two words at a time, which are
/// ended by one branch; `pitch` lines from a row to the next. Likewise, in the same pass, of a
/// second table if there is one.
template <int Width, bool Two>
CROSSWEAVE_AVX2_INLINE void add_rows(const RowMask &rows, int words, std::ptrdiff_t pitch,
                                     Summed first, Summed second = {}) {
    constexpr int width = Two ? 2 * Width : Width;
    __m256i total[width];
#pragma GCC unroll 8
    for (int i = 0; i < width; ++i)
        total[i] = _mm256_setzero_si256();
    const auto add = [&](std::ptrdiff_t row) CROSSWEAVE_AVX2_LAMBDA {
#pragma GCC unroll 8
        for (int i = 0; i < Width; ++i) {
            total[i] = _mm256_add_epi16(total[i], line_at(first.lines + row + i));
            if (Two)
                total[Width + i] =
                    _mm256_add_epi16(total[Width + i], line_at(second.lines + row + i));
        }
    };
    const auto place = [&](int w, std::uint64_t left) CROSSWEAVE_AVX2_LAMBDA {
        return (std::ptrdiff_t{word_rows} * w + static_cast<std::ptrdiff_t>(_tzcnt_u64(left))) *
               pitch;
    };
    int w = 0;
    for (; w + 1 < words; w += 2) {
        std::uint64_t left = rows[static_cast<std::size_t>(w)];
        std::uint64_t other = rows[static_cast<std::size_t>(w) + 1];
        for (; (left | other) != 0; left = _blsr_u64(left), other = _blsr_u64(other)) {
            add(place(w, left));
            add(place(w + 1, other));
        }
    }
    if (w < words)
        for (std::uint64_t left = rows[static_cast<std::size_t>(w)]; left != 0;
             left = _blsr_u64(left))
            add(place(w, left));
#pragma GCC unroll 8
    for (int i = 0; i < Width; ++i) {
        first.sums[i] = total[i];
        if (Two)
            second.sums[i] = total[Width + i];
    }
}

/// Writes a line of a group's codes, or adds it to those of the groups before. Codes from 0 on add
/// up to 16 bits without a sign.
CROSSWEAVE_AVX2_INLINE void add_line(__m256i line, bool sign, bool adds, std::int32_t *codes) {
    const __m128i parts[] = {_mm256_castsi256_si128(line), _mm256_extracti128_si256(line, 1)};
    auto *to = reinterpret_cast<__m256i *>(codes);
    for (const __m128i part : parts) {
        const __m256i own = sign ? _mm256_cvtepi16_epi32(part) : _mm256_cvtepu16_epi32(part);
        _mm256_store_si256(to, adds ? _mm256_add_epi32(_mm256_load_si256(to), own) : own);
        ++to;
    }
}

} // namespace cim::row_line
