// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/tap_shuffle.h"

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

#define CROSSWEAVE_VBMI __attribute__((target("avx512f,avx512bw,avx512vbmi")))

/// turn() for a kernel of so many rows whose output takes so many registers (0: what they are, at
/// run time): what is known when compiled stays in registers from window to window.
template <int Height, int Registers>
CROSSWEAVE_VBMI inline void TapShuffle::turn_of(const Windows &windows, std::uint8_t *to,
                                                std::ptrdiff_t stride) const {
    const auto [first, count, step, pitch] = windows;
    const std::uint8_t *from = first;
    const int height = Height != 0 ? Height : kernel_height_;
    const int registers = Registers != 0 ? Registers : static_cast<int>(wanted_.size());
    const std::uint64_t *wanted = wanted_.data();
    for (int window = 0; window < count; ++window, from += step, to += stride) {
        const Pick *pick = picks_.data();
#pragma GCC unroll 3
        for (int part = 0; part < registers; ++part) {
            // What is in none of two rows is overwritten by those that have it.
            __m512i bytes = _mm512_setzero_si512();
#pragma GCC unroll 2
            for (int y = 0; y < height; y += 2, ++pick) {
                const __m512i row = _mm512_loadu_si512(from + y * pitch);
                const __m512i index = _mm512_load_si512(pick->index);
                if (y + 1 == height)
                    bytes = _mm512_mask_permutexvar_epi8(bytes, pick->here, index, row);
                else if (const __m512i next = _mm512_loadu_si512(from + (y + 1) * pitch); y == 0)
                    bytes = _mm512_permutex2var_epi8(row, index, next);
                else
                    bytes = _mm512_mask_mov_epi8(bytes, pick->here,
                                                 _mm512_permutex2var_epi8(row, index, next));
            }
            if (part + 1 < registers)
                _mm512_storeu_si512(to + 64 * part, bytes);
            else
                _mm512_mask_storeu_epi8(to + 64 * part, wanted[part], bytes);
        }
    }
}

CROSSWEAVE_VBMI void TapShuffle::turn(const Windows &windows, std::uint8_t *to,
                                      std::ptrdiff_t stride) const {
    if (kernel_height_ == 3 && wanted_.size() == 3)
        turn_of<3, 3>(windows, to, stride);
    else
        turn_of<0, 0>(windows, to, stride);
}

} // namespace nn

#else

#include <stdexcept>

namespace nn {

bool TapShuffle::takes(int) { return false; }
TapShuffle::TapShuffle(int, int) {
    throw std::logic_error("this processor does not permute bytes of 512-bit registers");
}
void TapShuffle::turn(const Windows &, std::uint8_t *, std::ptrdiff_t) const {}

} // namespace nn

#endif
