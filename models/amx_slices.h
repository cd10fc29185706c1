// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/amx_tiles.h"
#include "models/slice_sum.h"

#include <immintrin.h>

namespace cim {

/// SliceSum::add(), 16 outputs at a time.
CROSSWEAVE_AMX inline void add_slices(const SliceSum &sum, const std::int32_t *codes,
                                      std::int32_t *y) {
    const std::int32_t *counts = sum.counts_a_code.empty() ? nullptr : sum.counts_a_code.data();
    for (int first = 0; first < sum.cols; first += 16) {
        const int left = sum.cols - first;
        const auto here = static_cast<__mmask16>(left < 16 ? (1 << left) - 1 : 0xffff);
        const auto column = [&](std::ptrdiff_t at) CROSSWEAVE_AMX {
            const __m512i code = _mm512_maskz_loadu_epi32(here, codes + at);
            return counts == nullptr
                       ? code
                       : _mm512_mullo_epi32(code, _mm512_maskz_loadu_epi32(here, counts + at));
        };
        __m512i total = _mm512_maskz_loadu_epi32(here, y + first);
        for (int slice = 0; slice < sum.slices; ++slice) {
            const std::ptrdiff_t at = slice * sum.pitch() + first;
            __m512i code = column(at);
            if (sum.apart)
                code = _mm512_sub_epi32(code, column(at + sum.cols));
            total = _mm512_add_epi32(
                total, _mm512_sll_epi32(code, _mm_cvtsi32_si128(slice * sum.cell_bits)));
        }
        _mm512_mask_storeu_epi32(y + first, here, total);
    }
}

} // namespace cim
