// SPDX-License-Identifier: Apache-2.0
#include "models/chip/chip_spec.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace cim {

int ChipSpec::cycles(double ns) const {
    const double exact = ns * clock_ghz;
    const double nearest = std::round(exact);
    const bool whole = std::abs(exact - nearest) <= 1e-9 * std::max(1.0, exact);
    return static_cast<int>(whole ? nearest : std::ceil(exact));
}

double DramSpec::energy_pj_per_bit() const {
    const std::pair<DramKind, double> known[] = {{DramKind::Lpddr4, 8},
                                                 {DramKind::Lpddr, 40},
                                                 {DramKind::Ddr3, 70},
                                                 {DramKind::Gddr5, 14},
                                                 {DramKind::Hbm2, 3.9},
                                                 {DramKind::Hbm3, 4.05},
                                                 {DramKind::HyperTransport, 50.8},
                                                 {DramKind::Given, pj_per_bit}};
    return std::find_if(std::begin(known), std::end(known),
                        [&](const auto &entry) { return entry.first == kind; })
        ->second;
}

} // namespace cim
