// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/requantise.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace nn {

#if defined(__x86_64__)

namespace {

/// One pixel of an op whose activation is Clip, 16 channels at a time: the operations of
/// requantise(), in its order.
template <bool Residual>
__attribute__((target("avx512f,avx512bw,avx512vl"))) void
clip_pixel(const QuantizedOp &op, float unit, const std::int32_t *acc, const std::uint8_t *residual,
           std::uint8_t *out) {
    const __m512 units = _mm512_set1_ps(unit), residual_scale = _mm512_set1_ps(op.residual_scale);
    const __m512 top = _mm512_set1_ps(static_cast<float>((1 << op.output_bits) - 1));
    const int cols = op.cols();
    for (int c = 0; c < cols; c += 16) {
        const auto here = static_cast<__mmask16>(cols - c < 16 ? (1 << (cols - c)) - 1 : 0xffff);
        const __m512 scale = _mm512_mul_ps(units, _mm512_maskz_loadu_ps(here, op.scale.data() + c));
        __m512 value = _mm512_add_ps(
            _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_maskz_loadu_epi32(here, acc + c)), scale),
            _mm512_maskz_loadu_ps(here, op.bias.data() + c));
        if (Residual) {
            const __m512 added =
                _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(here, residual + c)));
            value = _mm512_add_ps(value, _mm512_mul_ps(added, residual_scale));
        }
        value = _mm512_min_ps(_mm512_max_ps(value, _mm512_setzero_ps()), top);
        _mm512_mask_cvtepi32_storeu_epi8(out + c, here, _mm512_cvtps_epi32(value));
    }
}

} // namespace

#endif

void requantise_map(const QuantizedOp &op, float unit, const std::int32_t *acc,
                    const std::uint8_t *residual, std::uint8_t *out) {
    auto one = requantise;
#if defined(__x86_64__)
    static const bool has_registers =
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    const bool narrow = op.input_bytes() == 1 && op.output_bytes() == 1 &&
                        (residual == nullptr || op.input_bytes(1) == 1);
    if (has_registers && narrow && op.activation.clips_only())
        one = residual != nullptr ? clip_pixel<true> : clip_pixel<false>;
#endif
    const int pixels = op.out.pixels(), cols = op.cols();
    for (int pixel = 0; pixel < pixels; ++pixel) {
        one(op, unit, acc, residual, out);
        acc += cols * op.input_bytes();
        out += cols * op.output_bytes();
        if (residual != nullptr)
            residual += cols * op.input_bytes(1);
    }
}

} // namespace nn
