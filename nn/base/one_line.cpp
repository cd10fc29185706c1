// SPDX-License-Identifier: Apache-2.0
#include "nn/base/one_line.h"

#include <cstddef>
#include <cstdint>

namespace nn {
namespace {

/// Bytes of the character of UTF-8 (RFC 3629) that begins there; 0: it is none.
std::size_t character(const std::string &text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<std::uint8_t>(text[at + i]) : std::uint8_t{0};
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const std::uint8_t first = byte(0), second = byte(1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if ((first & 0xF0) == 0xE0) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second >= 0xA0;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool beyond = first == 0xF4 && second >= 0x90;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

} // namespace

std::string one_line(const std::string &text) {
    std::string clean;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t size = character(text, i);
        const auto first = static_cast<std::uint8_t>(text[i]);
        const bool control = size == 1 && (first < ' ' || first == 127);
        clean += size == 0 || control ? "?" : text.substr(i, size);
        i += size == 0 ? 1 : size;
    }
    return clean;
}

std::string utf8(const std::string &text) {
    const char *const digits = "0123456789abcdef";
    std::string clean;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t size = character(text, i);
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (size > 0)
            clean.append(text, i, size);
        else
            clean.append({'\\', 'x', digits[byte >> 4], digits[byte & 15]});
        i += size == 0 ? 1 : size;
    }
    return clean;
}

} // namespace nn
