// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace cim {

/// A unit that the cost model has no formula for, known by its published figures, each.
struct Unit {
    std::string name;
    double count = 1; ///< in its parent; one shared by four parents is 0.25
    double power_mw = 0;
    double idle_mw = 0;
    double area_um2 = 0;
};

/// Reads "sigmoid 2 x 0.26 mW 300 um2, hypertransport 4 x 2600 mW 5.72 mm2": entries NAME [COUNT x]
/// [POWER mW] [POWER mW idle] [AREA um2 or mm2] between commas; no text is no unit. Throws
/// std::invalid_argument.
std::vector<Unit> parse_units(const std::string &text);

} // namespace cim
