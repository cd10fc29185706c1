// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace search {

/// A figure as it is guessed: normally distributed, or its logarithm is.
struct Belief {
    double mean = 0, deviation = 0;
    bool logarithm = false;

    /// So many deviations above the mean.
    double value(double deviations) const {
        const double at = mean + deviations * deviation;
        return logarithm ? std::exp(at) : at;
    }
};

} // namespace search
