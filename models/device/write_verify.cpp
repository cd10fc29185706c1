// SPDX-License-Identifier: Apache-2.0
#include "models/device/write_verify.h"

#include "models/numerics/normal.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace cim {

namespace {

/// Spread of errors over the tolerance, at most: the work below grows with its square.
constexpr int finest = 20;

/// Before any pulse, or after many.
double spread_of_errors(double sigma, const WriteVerifySpec &verify) {
    return std::max(sigma, verify.pulse_sigma / std::sqrt(verify.gain));
}

} // namespace

void refuse_tiny_tolerance(double sigma, const WriteVerifySpec &verify) {
    if (verify.tolerance * finest < spread_of_errors(sigma, verify))
        throw std::invalid_argument("device.verify.tolerance is below 1/" + std::to_string(finest) +
                                    " of the spread of the errors; incremental writes are "
                                    "followed down to that");
}

Verified nudged(double sigma, const WriteVerifySpec &verify) {
    refuse_tiny_tolerance(sigma, verify);
    // Cells of a grid over every error that is still likely; its edges fall on the tolerance.
    const double tolerance = verify.tolerance;
    const double spread = std::max(spread_of_errors(sigma, verify), 1e-9);
    const int inner = std::clamp(static_cast<int>(std::ceil(20 * tolerance / spread)), 8, 60);
    const double width = tolerance / inner;
    const int half = std::max(inner + 1, static_cast<int>(5 * spread / width));
    const auto size = static_cast<std::size_t>(2 * half);
    const auto centre = [&](std::size_t i) { return (double(i) + 0.5 - half) * width; };
    // Share of a Gaussian that falls into cell i; what is past the grid's ends counts as its ends.
    const auto share = [&](std::size_t i, double mean, double deviation) {
        const double low = centre(i) - width / 2 - mean, high = low + width;
        const double upper = i + 1 == size   ? 1
                             : deviation > 0 ? below_normal(high / deviation)
                                             : double(high > 0);
        const double lower = i == 0          ? 0
                             : deviation > 0 ? below_normal(low / deviation)
                                             : double(low > 0);
        return upper - lower;
    };
    std::vector<double> open(size), next(size), step(size * size);
    for (std::size_t i = 0; i < size; ++i) {
        open[i] = share(i, 0, sigma);
        for (std::size_t to = 0; to < size; ++to)
            step[i * size + to] = share(to, (1 - verify.gain) * centre(i), verify.pulse_sigma);
    }
    Verified found{0, 0};
    double squares = 0;
    for (int pulse = 1; pulse <= verify.most_pulses; ++pulse) {
        double left = 0;
        for (const double p : open)
            left += p;
        found.pulses += left;
        std::fill(next.begin(), next.end(), 0.0);
        for (std::size_t i = 0; i < size; ++i) {
            const double error = centre(i);
            if (std::abs(error) < tolerance || pulse == verify.most_pulses)
                squares += open[i] * (error * error + width * width / 12);
            else
                for (std::size_t to = 0; to < size; ++to)
                    next[to] += open[i] * step[i * size + to];
        }
        open.swap(next);
    }
    found.residual = std::sqrt(squares);
    return found;
}

} // namespace cim
