// SPDX-License-Identifier: Apache-2.0
#include "apps/util/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace apps {

std::string trimmed(const std::string &text) {
    const char *const white = " \t\r\n\v\f";
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string::npos)
        return "";
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

bool is_below(const std::string &key, const std::string &section) {
    return key.rfind(section + ".", 0) == 0;
}

std::vector<std::string> comma_separated(const std::string &text) {
    std::vector<std::string> parts;
    if (trimmed(text).empty())
        return parts;
    std::size_t begin = 0;
    while (true) {
        const std::size_t comma = text.find(',', begin);
        parts.push_back(trimmed(text.substr(begin, comma - begin)));
        if (comma == std::string::npos)
            return parts;
        begin = comma + 1;
    }
}

std::string joined(const std::vector<std::string> &parts, const std::string &between) {
    std::string text;
    for (const std::string &part : parts)
        text += (&part == &parts.front() ? "" : between) + part;
    return text;
}

std::string shortened(const std::string &text) {
    const std::size_t longest = 60;
    std::string shown = text.substr(0, longest);
    std::replace_if(
        shown.begin(), shown.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return shown + (text.size() > longest ? "..." : "");
}

std::string quoted(const std::string &text) { return "'" + shortened(text) + "'"; }

std::string wrapped(const std::string &text, std::size_t indent) {
    const std::size_t width = 96;
    std::istringstream words(text);
    std::string lines, line, word;
    while (words >> word) {
        if (!line.empty() && indent + line.size() + 1 + word.size() > width) {
            lines += std::string(indent, ' ') + line + '\n';
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return lines + std::string(indent, ' ') + line + '\n';
}

std::string number_text(double number) {
    const double size = std::abs(number);
    const bool plain = size == 0 || (size >= 1e-4 && size < 1e6);
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific)
                         .ptr;
    std::string text(buffer, end);
    const std::size_t exponent = text.find('e');
    if (exponent != std::string::npos) { // 1e+06, 1e-06 -> 1e6, 1e-6
        std::size_t digits = exponent + 2;
        while (text[digits] == '0')
            ++digits;
        text = text.substr(0, exponent + 1) + (text[exponent + 1] == '-' ? "-" : "") +
               text.substr(digits);
    }
    return text;
}

} // namespace apps
