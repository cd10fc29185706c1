// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nn {

/// Turns windows of 16 channels from tap by tap (a pixel's channels beside each other) to channel
/// by channel (a channel's taps beside each other), by byte permutations of 512-bit registers.
class TapShuffle {
  public:
    static constexpr int channels = 16;
    static constexpr int overread = 48; ///< bytes that may be read beyond the last tap

    /// The processor has the instructions and a kernel row fits a register.
    static bool takes(int kernel_width);

    TapShuffle(int kernel_height, int kernel_width);
    bool is_for(int kernel_height, int kernel_width) const {
        return kernel_height == kernel_height_ && kernel_width == kernel_width_;
    }

    /// Windows of a map beside each other.
    struct Windows {
        const std::uint8_t *first;
        int count;
        std::ptrdiff_t step;  ///< bytes from one to the next
        std::ptrdiff_t pitch; ///< bytes from one row of a window to the next
    };

    /// Each window becomes 16 x kernel_height x kernel_width bytes, `stride` apart.
    void turn(const Windows &windows, std::uint8_t *to, std::ptrdiff_t stride) const;

  private:
    /// Where the bytes of a register of output are in two kernel rows.
    struct alignas(64) Pick {
        std::uint8_t index[64]; ///< in the first row, or 64 + in the second
        std::uint64_t here;     ///< a bit a byte: it is in one of these rows
    };

    template <int Height, int Registers>
    void turn_of(const Windows &windows, std::uint8_t *to, std::ptrdiff_t stride) const;

    int kernel_height_, kernel_width_;
    std::vector<Pick> picks_;           ///< by register of output, then pair of kernel rows
    std::vector<std::uint64_t> wanted_; ///< by register of output: a bit a byte
};

} // namespace nn
