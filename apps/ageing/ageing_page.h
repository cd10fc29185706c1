// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/ageing/law_comparison.h"

#include <string>

namespace apps {

/// Measured cells and a device's law as one HTML page that needs nothing else: shares of cells
/// nearest to their level over time; at each time the percentiles of every level, means and
/// standard deviations. `config` is shown at the end; empty: none.
std::string ageing_page(const LawComparison &comparison, const std::string &title,
                        const std::string &config);

} // namespace apps
