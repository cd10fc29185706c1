// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cim {

/// Mean and standard deviation over cells.
struct Spread {
    double mean = 0, sigma = 0;
};

} // namespace cim
