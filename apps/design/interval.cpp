// SPDX-License-Identifier: Apache-2.0
#include "apps/design/interval.h"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace apps {

namespace {

constexpr double normal = 1.959963984540054; // 97.5 % quantile of the normal distribution

Interval within_shares(double low, double high) {
    return {std::max(0.0, low), std::min(1.0, high)};
}

} // namespace

double mean(const std::vector<double> &values, std::size_t count) {
    return std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count),
                           0.0) /
           static_cast<double>(count);
}

double deviation(const std::vector<double> &values, std::size_t count) {
    const double centre = mean(values, count);
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i)
        squares += (values[i] - centre) * (values[i] - centre);
    return std::sqrt(squares / static_cast<double>(count - 1));
}

double student(std::size_t count) {
    return boost::math::quantile(boost::math::students_t(static_cast<double>(count) - 1), 0.975);
}

Interval over_chips(const std::vector<double> &chips, std::size_t first) {
    const double centre = mean(chips, chips.size());
    const double half =
        student(first) * deviation(chips, first) / std::sqrt(static_cast<double>(chips.size()));
    return within_shares(centre - half, centre + half);
}

Interval over_images(double share, int images) {
    const double spread = normal * normal / images;
    const double centre = (share + spread / 2) / (1 + spread);
    const double half = std::sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread);
    // rounding must not leave the share outside
    return within_shares(std::min(share, centre - half), std::max(share, centre + half));
}

Interval combined(double share, const Interval &a, const Interval &b) {
    return within_shares(share - std::hypot(share - a.low, share - b.low),
                         share + std::hypot(a.high - share, b.high - share));
}

} // namespace apps
