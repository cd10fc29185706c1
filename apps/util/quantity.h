// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace apps {

/// A number and the unit that it is readable in.
struct Quantity {
    double value = 0;
    std::string unit;
};

/// Moves `value` to the SI prefix that leaves it between 1 and 1000: 1.23e6 pJ is 1.23 uJ. Knows
/// A, J, J s, s, W, Hz, m2, OPS, OPS/W and OPS/mm2 with any prefix; other units stay as they are.
Quantity scaled(double value, const std::string &unit);

/// "1.23 uJ" of (1.23e6, "pJ"), "4.56 mm2" of (4.56e6, "um2"), "12,345 cycles".
std::string quantity(double value, const std::string &unit);

/// Three significant digits; whole numbers, and all from 1000 up, as counts: "1,234,567".
std::string number(double value);

/// "91.3 %" of 0.913.
std::string percent(double share, int decimals = 1);

} // namespace apps
