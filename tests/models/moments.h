// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>

namespace cim {

/// So many that a mean is known to a third of a per cent of the spread.
constexpr int draws = 100000;

struct Moments {
    double mean = 0, variance = 0;

    double sigma() const { return std::sqrt(variance); }
};

template <class Values> Moments moments(const Values &values) {
    Moments m;
    for (double v : values)
        m.mean += v / double(values.size());
    for (double v : values)
        m.variance += (v - m.mean) * (v - m.mean) / double(values.size() - 1);
    return m;
}

/// The variance of n Gaussian draws is known to sqrt(2/n), relative; three times that.
inline double three_sigma(std::size_t n) { return 3 * std::sqrt(2 / double(n)); }

} // namespace cim
