// SPDX-License-Identifier: Apache-2.0
#include "apps/util/quantity.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace apps {
namespace {

/// A unit that takes prefixes: the power to which its prefix is raised, and the largest prefix
/// (in steps of a thousand) that people write.
struct Base {
    const char *name;
    int power;
    int largest;
};
constexpr std::array<Base, 10> bases{{{"J", 1, 4},
                                      {"A", 1, 2},
                                      {"J s", 1, 4},
                                      {"s", 1, 0},
                                      {"W", 1, 4},
                                      {"Hz", 1, 4},
                                      {"m2", 2, 0},
                                      {"OPS", 1, 5},
                                      {"OPS/W", 1, 5},
                                      {"OPS/mm2", 1, 5}}};
constexpr const char *prefixes = "afpnum kMGTP"; // 1000^-6 to 1000^5; the blank is no prefix
constexpr int smallest = -6;
constexpr double rounds_to_one = 0.9995; // three significant digits

std::string formatted(const char *format, int digits, double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, digits, value);
    return text.data();
}

std::string with_commas(double whole) {
    std::string text = formatted("%.*f", 0, std::abs(whole));
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return (whole < 0 ? "-" : "") + text;
}

} // namespace

Quantity scaled(double value, const std::string &unit) {
    if (value == 0 || !std::isfinite(value))
        return {value, unit};
    for (const Base &base : bases) {
        const std::string name = base.name;
        int step = 0;
        if (unit != name) {
            const std::size_t prefix =
                unit.empty() ? std::string::npos : std::string(prefixes).find(unit.front());
            if (prefix == std::string::npos || unit.substr(1) != name)
                continue;
            step = static_cast<int>(prefix) + smallest;
        }
        int best = smallest;
        const double enough = base.power == 1 ? rounds_to_one : 0.01 * rounds_to_one;
        const auto at = [&](int to) { return value * std::pow(1000.0, (step - to) * base.power); };
        for (int to = base.largest; to > best; --to)
            if (std::abs(at(to)) >= enough)
                best = to;
        const char prefix = prefixes[best - smallest];
        return {at(best), prefix == ' ' ? name : prefix + name};
    }
    return {value, unit};
}

std::string quantity(double value, const std::string &unit) {
    const Quantity readable = scaled(value, unit);
    return number(readable.value) + (readable.unit.empty() ? "" : " " + readable.unit);
}

std::string number(double value) {
    const double size = std::abs(value);
    if (!std::isfinite(value))
        return formatted("%.*f", 0, value);
    if (size < 1e15 && (size >= 1000 * rounds_to_one || value == std::round(value)))
        return with_commas(std::round(value));
    if (size < 1e-4 || size >= 1e15)
        return formatted("%.*e", 2, value);
    const int digits_before = static_cast<int>(std::floor(std::log10(size / rounds_to_one))) + 1;
    return formatted("%.*f", 3 - digits_before, value);
}

std::string percent(double share, int decimals) {
    return formatted("%.*f", decimals, 100 * share) + " %";
}

} // namespace apps
