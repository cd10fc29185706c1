// SPDX-License-Identifier: Apache-2.0
#include "models/chip/chip_spec.h"

#include <algorithm>
#include <cmath>

namespace cim {

int ChipSpec::cycles(double ns) const {
    const double exact = ns * clock_ghz;
    const double nearest = std::round(exact);
    const bool whole = std::abs(exact - nearest) <= 1e-9 * std::max(1.0, exact);
    return static_cast<int>(whole ? nearest : std::ceil(exact));
}

} // namespace cim
