// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/slice_sum.h"

#include <immintrin.h>

#define CROSSWEAVE_AVX512F __attribute__((target("avx512f")))

namespace cim {

/// The codes of some vectors.
struct VectorCodes {
    const std::int32_t *first;
    std::ptrdiff_t pitch; ///< from a vector to the next
    std::int64_t vectors;
};

/// SliceSum::add() for some vectors, 16 outputs at a time, `stride` apart in y.
CROSSWEAVE_AVX512F inline void add_slices(const SliceSum &sum, const VectorCodes &codes,
                                          std::int32_t *y, std::ptrdiff_t stride) {
    const std::int32_t *counts = sum.counts_per_code.empty() ? nullptr : sum.counts_per_code.data();
    const __m512i bits = _mm512_set1_epi32(sum.cell_bits);
    const std::ptrdiff_t highest = (sum.slices - 1) * sum.pitch();
    for (int first = 0; first < sum.cols; first += 16) {
        const int left = sum.cols - first;
        const auto here = static_cast<__mmask16>(left < 16 ? (1 << left) - 1 : 0xffff);
        for (std::int64_t v = 0; v < codes.vectors; ++v) {
            const std::int32_t *own = codes.first + v * codes.pitch;
            std::int32_t *const out = y + v * stride + first;
            const auto column = [=](std::ptrdiff_t at) CROSSWEAVE_AVX512F {
                const __m512i code = _mm512_maskz_loadu_epi32(here, own + at);
                return counts == nullptr
                           ? code
                           : _mm512_mullo_epi32(code, _mm512_maskz_loadu_epi32(here, counts + at));
            };
            __m512i total = _mm512_setzero_si512();
            for (std::ptrdiff_t at = highest + first; at >= 0; at -= sum.pitch()) {
                __m512i code = column(at);
                if (sum.apart)
                    code = _mm512_sub_epi32(code, column(at + sum.cols));
                total = _mm512_add_epi32(_mm512_sllv_epi32(total, bits), code);
            }
            _mm512_mask_storeu_epi32(out, here,
                                     _mm512_add_epi32(_mm512_maskz_loadu_epi32(here, out), total));
        }
    }
}

} // namespace cim
