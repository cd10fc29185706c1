// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace nn {

/// Bytes of a code of so many bits, 1 to 16.
constexpr int code_bytes(int bits) { return bits > 8 ? 2 : 1; }

// A pixel of a map of codes of two bytes holds the low bytes of all its channels, then the high
// ones: to whatever only gathers, it is a pixel of twice as many channels.

/// The code of channel c.
inline std::int32_t map_code(const std::uint8_t *pixel, int channels, int c, int bytes) {
    return bytes == 1 ? pixel[c] : pixel[c] | pixel[channels + c] << 8;
}

inline void put_map_code(std::int32_t code, int channels, int c, int bytes, std::uint8_t *pixel) {
    pixel[c] = static_cast<std::uint8_t>(code);
    if (bytes > 1)
        pixel[channels + c] = static_cast<std::uint8_t>(code >> 8);
}

} // namespace nn
