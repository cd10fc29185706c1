// SPDX-License-Identifier: Apache-2.0
#include "nn/tap_shuffle.h"

#if defined(__x86_64__)

#include <immintrin.h>

namespace nn {

bool TapShuffle::takes(int kernel_width) {
    static const bool runs_here =
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi");
    return runs_here && kernel_width <= 64 / channels;
}

TapShuffle::TapShuffle(int kernel_height, int kernel_width)
    : kernel_height_(kernel_height), kernel_width_(kernel_width) {
    const int taps = kernel_height * kernel_width, bytes = channels * taps;
    const int pairs = (kernel_height + 1) / 2, registers = (bytes + 63) / 64;
    picks_.resize(static_cast<std::size_t>(registers * pairs));
    wanted_.resize(static_cast<std::size_t>(registers));
    for (int byte = 0; byte < bytes; ++byte) {
        const int channel = byte / taps, tap = byte % taps;
        const int y = tap / kernel_width, x = tap % kernel_width;
        Pick &pick = picks_[static_cast<std::size_t>(byte / 64 * pairs + y / 2)];
        pick.index[byte % 64] = static_cast<std::uint8_t>(y % 2 * 64 + x * channels + channel);
        pick.here |= std::uint64_t{1} << (byte % 64);
        wanted_[static_cast<std::size_t>(byte / 64)] |= std::uint64_t{1} << (byte % 64);
    }
}

__attribute__((target("avx512f,avx512bw,avx512vbmi"))) void
TapShuffle::turn(const std::uint8_t *from, std::ptrdiff_t pitch, std::ptrdiff_t step, int windows,
                 std::uint8_t *to, std::ptrdiff_t stride) const {
    for (int window = 0; window < windows; ++window, from += step, to += stride) {
        const Pick *pick = picks_.data();
        std::uint8_t *own = to;
        for (const std::uint64_t wanted : wanted_) {
            __m512i bytes = _mm512_setzero_si512();
            int y = 0;
            for (; y + 1 < kernel_height_; y += 2, ++pick) {
                const std::uint8_t *row = from + y * pitch;
                bytes = _mm512_or_si512(
                    bytes, _mm512_maskz_permutex2var_epi8(pick->here, _mm512_loadu_si512(row),
                                                          _mm512_load_si512(pick->index),
                                                          _mm512_loadu_si512(row + pitch)));
            }
            if (y < kernel_height_) { // the last one alone
                bytes =
                    _mm512_mask_permutexvar_epi8(bytes, pick->here, _mm512_load_si512(pick->index),
                                                 _mm512_loadu_si512(from + y * pitch));
                ++pick;
            }
            _mm512_mask_storeu_epi8(own, wanted, bytes);
            own += 64;
        }
    }
}

} // namespace nn

#else

#include <stdexcept>

namespace nn {

bool TapShuffle::takes(int) { return false; }
TapShuffle::TapShuffle(int, int) {
    throw std::logic_error("this processor does not permute bytes of 512-bit registers");
}
void TapShuffle::turn(const std::uint8_t *, std::ptrdiff_t, std::ptrdiff_t, int, std::uint8_t *,
                      std::ptrdiff_t) const {}

} // namespace nn

#endif
