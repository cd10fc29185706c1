// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

namespace common {

/// What a text turned out to be.
enum class Reading { Number, NoNumber, OutOfRange };

/// Reads the decimal number that the whole of `text` is, also inf and nan if it may be floating. No
/// white space, no plus sign: "12abc", "0x10" and "" are none.
template <class Number> Reading read_number(std::string_view text, Number &number) {
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (stop != end || error == std::errc::invalid_argument)
        return Reading::NoNumber;
    return error == std::errc() ? Reading::Number : Reading::OutOfRange;
}

/// The finite number that the whole of `text` is, if it is one.
template <class Number> std::optional<Number> number_in(std::string_view text) {
    Number number{};
    if (read_number(text, number) != Reading::Number)
        return std::nullopt;
    if constexpr (std::is_floating_point_v<Number>)
        if (!std::isfinite(number))
            return std::nullopt;
    return number;
}

/// `text` without the plus sign that people write before a number.
inline std::string_view without_plus(std::string_view text) {
    return text.substr(!text.empty() && text.front() == '+' ? 1 : 0);
}

/// The numbers of a list as number_list() writes it; nothing if it is none. A last comma counts for
/// nothing.
template <class Number> std::optional<std::vector<Number>> numbers_in(std::string_view text) {
    std::vector<Number> numbers;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        if (read_number(text.substr(0, comma), numbers.emplace_back()) != Reading::Number)
            return std::nullopt;
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return numbers;
}

/// Numbers with commas between them; a floating one keeps every bit.
template <class Number> std::string number_list(const std::vector<Number> &numbers) {
    std::string text;
    for (const Number number : numbers) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        text.append(text.empty() ? "" : ",").append(digits, end);
    }
    return text;
}

} // namespace common
