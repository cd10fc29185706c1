// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/amx/tiles.h"
#include "models/kernels/column_cells.h"

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace cim {

/// How cells are cut into the bytes that tiles multiply.
enum class AmxBytes {
    One,   ///< with a sign or without, as their range wants
    Above, ///< one, of what they are above the lowest cell
    Two    ///< the upper one with a sign
};

/// Sums of two tiles of lines and 16 columns, as tiles leave them.
struct alignas(64) AmxSums {
    std::int32_t of[32][16];
};

/// The converters of 16 columns.
struct alignas(64) AmxConverters {
    float codes_per_unit[16], noise[16], variance[16], offset[16];
    std::int16_t gains[32]; ///< of four columns twice, then of the next four
};

/// A vector's reads of 16 columns: sums by step.
struct AmxReads {
    const std::int32_t (*low)[16], (*high)[16], (*squares)[16];
    const std::int32_t *lowest_sums;       ///< what was taken off the sums of AmxBytes::Above
    const std::int16_t (*lowest_pairs)[8]; ///< the same of every two steps, four times each, for
                                           ///< AmxBytes::Above; null where sums may need more than
                                           ///< 16 bits without it
    const float *normals;                  ///< of the 16 columns
    const std::uint16_t *normal_places;    ///< `groups` apart
    std::ptrdiff_t groups;

    /// On to a vector whose sums are `lines` further; its noise is not looked up.
    void skip(std::int64_t lines) {
        low += lines;
        high += lines;
        lowest_sums += lines;
        lowest_pairs += lowest_pairs != nullptr ? lines / 2 : 0;
    }

    template <AmxBytes Cells> CROSSWEAVE_AMX inline __m512i sum(int step) const {
        const __m512i sum = _mm512_load_si512(low + step);
        if constexpr (Cells == AmxBytes::Above)
            return _mm512_add_epi32(sum, _mm512_set1_epi32(lowest_sums[step]));
        if constexpr (Cells == AmxBytes::Two)
            return _mm512_add_epi32(sum, _mm512_slli_epi32(_mm512_load_si512(high + step), 8));
        return sum;
    }
};

/// root() of conversion.h for 16 values.
CROSSWEAVE_AMX inline __m512 roots(__m512 variances) {
    const __m512 inverse = _mm512_castsi512_ps(_mm512_sub_epi32(
        _mm512_set1_epi32(0x5f1ffff9), _mm512_srli_epi32(_mm512_castps_si512(variances), 1)));
    const __m512 estimate = _mm512_mul_ps(variances, inverse);
    return _mm512_mul_ps(estimate,
                         _mm512_fnmadd_ps(estimate, inverse, _mm512_set1_ps(2.38924456f)));
}

/// Codes of 16 columns in single precision. Trimmed: with an offset, noise or map of their own.
template <AmxBytes Cells, bool Noisy, bool Trimmed> class AmxValues {
  public:
    CROSSWEAVE_AMX AmxValues(const AmxConverters &converters, bool reading_noise)
        : codes_per_unit_(_mm512_load_ps(converters.codes_per_unit)),
          noise_(_mm512_load_ps(converters.noise)), variance_(_mm512_load_ps(converters.variance)),
          offset_(_mm512_load_ps(converters.offset)), reading_noise_(reading_noise) {}

    /// What the converters see in a step, in codes.
    CROSSWEAVE_AMX inline __m512 at(const AmxReads &reads, int step) const {
        __m512 value = _mm512_mul_ps(_mm512_cvtepi32_ps(reads.sum<Cells>(step)), codes_per_unit_);
        if constexpr (Noisy) {
            __m512 spread = variance_;
            if (!Trimmed || reading_noise_) {
                const __m512 squares = _mm512_cvtepi32_ps(_mm512_load_si512(reads.squares + step));
                spread = Trimmed ? _mm512_fmadd_ps(squares, noise_, variance_)
                                 : _mm512_mul_ps(squares, noise_);
            }
            const float *normals = reads.normals + reads.normal_places[step * reads.groups];
            value = _mm512_fmadd_ps(roots(spread), _mm512_loadu_ps(normals), value);
        }
        if constexpr (Trimmed)
            value = _mm512_add_ps(value, offset_);
        return value;
    }

  private:
    __m512 codes_per_unit_, noise_, variance_, offset_;
    bool reading_noise_;
};

/// Codes shifted and added over the steps, in 32-bit lanes.
template <AmxBytes Cells, bool Noisy, bool Trimmed>
CROSSWEAVE_AMX inline __m512i add_codes(const AmxReads &reads, const ReadPlan &plan,
                                        const Converters &adc,
                                        const AmxValues<Cells, Noisy, Trimmed> &values) {
    const __m128i digit_place = _mm_cvtsi32_si128(plan.dac_bits);
    const __m512 lowest = _mm512_set1_ps(static_cast<float>(adc.lowest));
    const __m512 top = _mm512_set1_ps(static_cast<float>(adc.top));
    __m512i total = _mm512_setzero_si512();
    for (int step = plan.steps() - 1; step >= 0; --step) {
        const __m512 seen = values.at(reads, step);
        __m512i code = _mm512_cvtps_epi32(_mm512_min_ps(_mm512_max_ps(seen, lowest), top));
        if constexpr (Trimmed)
            if (!adc.map.empty())
                code = _mm512_i32gather_epi32(_mm512_sub_epi32(code, _mm512_set1_epi32(adc.lowest)),
                                              adc.map.data(), 4);
        total = _mm512_add_epi32(_mm512_sll_epi32(total, digit_place), code);
    }
    return total;
}

/// The same of two vectors, in 16-bit lanes, for codes from 0 on whose sums fit.
template <AmxBytes Cells, bool Noisy>
CROSSWEAVE_AMX inline void
add_short_codes(const AmxReads (&reads)[2], const ReadPlan &plan, const Converters &adc,
                const AmxValues<Cells, Noisy, false> &values, __m512i (&totals)[2]) {
    const __m512i digit_place = _mm512_set1_epi16(static_cast<short>(plan.dac_bits));
    const __m512i top = _mm512_set1_epi16(static_cast<short>(adc.top));
    const __m512i zero = _mm512_setzero_si512();
    __m512i total = zero;
    for (int step = plan.steps() - 1; step >= 0; --step) {
        const __m512i codes = _mm512_packus_epi32(_mm512_cvtps_epi32(values.at(reads[0], step)),
                                                  _mm512_cvtps_epi32(values.at(reads[1], step)));
        total =
            _mm512_add_epi16(_mm512_sllv_epi16(total, digit_place), _mm512_min_epu16(codes, top));
    }
    totals[0] = _mm512_unpacklo_epi16(total, zero);
    totals[1] = _mm512_unpackhi_epi16(total, zero);
}

/// How codes in whole numbers are added up.
struct AmxPlaces {
    AmxPlaces(const ReadPlan &plan, const Converters &adc)
        : two_quads(plan.steps() > 4), has_sign(adc.lowest < 0),
          clips(adc.top != (has_sign ? 127 : 255) || adc.lowest != (has_sign ? -128 : 0)),
          quad_bits(4 * plan.dac_bits) {
        for (int step = 0; step < plan.steps(); ++step)
            weights[step / 4] |= 1u << (step % 4 * (8 + plan.dac_bits));
    }

    bool two_quads; ///< more than four steps
    bool has_sign;  ///< codes have one
    bool clips;     ///< they have not all values of a byte
    int quad_bits;  ///< of the digits of four steps
    std::uint32_t weights[2] =
        {}; ///< of four steps: a byte each, zero for those that there are not
};

/// Codes of 16 columns in whole numbers: those of four steps are packed into bytes, and shifted and
/// added by one instruction.
template <AmxBytes Cells, bool TwoQuads, bool HasSign, bool Clips> class AmxWholeCodes {
  public:
    CROSSWEAVE_AMX AmxWholeCodes(const AmxConverters &converters, const AmxPlaces &places,
                                 const Converters &adc)
        : gains_(_mm512_load_si512(converters.gains)),
          lowest_(_mm512_set1_epi8(static_cast<char>(adc.lowest))),
          top_(_mm512_set1_epi8(static_cast<char>(adc.top))),
          weights_{_mm512_set1_epi32(static_cast<int>(places.weights[0])),
                   _mm512_set1_epi32(static_cast<int>(places.weights[1]))},
          quad_bits_(_mm_cvtsi32_si128(places.quad_bits)) {}

    /// Shifted and added over the steps.
    CROSSWEAVE_AMX inline __m512i sum(const AmxReads &reads) const {
        __m512i total = _mm512_setzero_si512();
        if constexpr (TwoQuads)
            total = _mm512_sll_epi32(add<1>(total, reads), quad_bits_);
        return add<0>(total, reads);
    }

  private:
    template <int Quad>
    CROSSWEAVE_AMX inline __m512i add(__m512i total, const AmxReads &reads) const {
        const __m512i lower = codes<4 * Quad>(reads), upper = codes<4 * Quad + 2>(reads);
        // Four steps of four columns become four columns of four steps.
        const __m512i transposed = _mm512_broadcast_i32x4(
            _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
        if constexpr (HasSign) {
            __m512i bytes = _mm512_packs_epi16(lower, upper);
            if constexpr (Clips)
                bytes = _mm512_max_epi8(_mm512_min_epi8(bytes, top_), lowest_);
            return _mm512_dpbusd_epi32(total, weights_[Quad],
                                       _mm512_shuffle_epi8(bytes, transposed));
        } else {
            __m512i bytes = _mm512_packus_epi16(lower, upper);
            if constexpr (Clips)
                bytes = _mm512_min_epu8(bytes, top_);
            return _mm512_dpbusd_epi32(total, _mm512_shuffle_epi8(bytes, transposed),
                                       weights_[Quad]);
        }
    }

    /// Of two steps, in 16-bit lanes.
    template <int Step> CROSSWEAVE_AMX inline __m512i codes(const AmxReads &reads) const {
        if constexpr (Cells == AmxBytes::Above)
            if (reads.lowest_pairs != nullptr) {
                const auto *const pair =
                    reinterpret_cast<const __m128i *>(reads.lowest_pairs + Step / 2);
                const __m512i above = _mm512_packs_epi32(_mm512_load_si512(reads.low + Step),
                                                         _mm512_load_si512(reads.low + Step + 1));
                return _mm512_mulhrs_epi16(
                    _mm512_add_epi16(above, _mm512_broadcast_i32x4(_mm_load_si128(pair))), gains_);
            }
        return _mm512_mulhrs_epi16(
            _mm512_packs_epi32(reads.sum<Cells>(Step), reads.sum<Cells>(Step + 1)), gains_);
    }

    __m512i gains_, lowest_, top_, weights_[2];
    __m128i quad_bits_;
};

} // namespace cim
