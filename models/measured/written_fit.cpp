// SPDX-License-Identifier: Apache-2.0
#include "models/measured/written_fit.h"

#include "models/measured/least_squares.h"
#include "models/numerics/normal.h"
#include "models/numerics/random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace cim {

namespace {

/// Share of the writes within `tolerance` of the target that are below `x`, all over their standard
/// deviation.
double below_within(double x, double tolerance) {
    const double outside = below_normal(-tolerance);
    return (below_normal(std::clamp(x, -tolerance, tolerance)) - outside) / (1 - 2 * outside);
}

/// What is fitted: logarithms of the standard deviations at both ends, and of the tolerance.
WrittenSpread spread_of(const std::vector<double> &x, double low_us, double high_us) {
    const auto positive = [](double logarithm) {
        return std::exp(std::clamp(logarithm, -30.0, 30.0));
    };
    const double tolerance = positive(x[2]), widest = 3 * tolerance; // wider ones look alike
    const double low = std::min(positive(x[0]), widest), high = std::min(positive(x[1]), widest);
    const double slope = (high - low) / (high_us - low_us);
    return {low - slope * low_us, slope, tolerance};
}

} // namespace

std::vector<double> WrittenSpread::conductances_us(double target_us, int parts) const {
    const double sigma = sigma_us(target_us);
    const double outside = tolerance_us > 0 && sigma > 0 ? below_normal(-tolerance_us / sigma) : 0;
    std::vector<std::uint32_t> words;
    for (int i = 0; i < parts; ++i)
        words.push_back(share_of_words(outside + (1 - 2 * outside) * (i + 0.5) / parts));
    const std::vector<float> normal = normals_of(words);
    std::vector<double> found;
    for (const float n : normal)
        found.push_back(std::max(0.0, target_us + sigma * double(n)));
    return found;
}

WrittenSpread fit_written(const Measurement &measurement) {
    const std::vector<MeasuredLevel> levels = measurement.at(measurement.times_s().front());
    double off = 0, sigma = 0;
    for (const MeasuredLevel &level : levels) {
        sigma += level.sigma_us / double(levels.size());
        for (const double percentile : level.percentiles_us)
            off = std::max(off, std::abs(percentile - level.target_us));
    }
    if (off == 0 || sigma == 0)
        return {};
    const double low = levels.front().target_us, high = levels.back().target_us;
    const std::vector<double> guess{std::log(sigma), std::log(sigma), std::log(1.1 * off)};
    const auto residuals = [&](const std::vector<double> &x, std::vector<double> &y) {
        const WrittenSpread spread = spread_of(x, low, high);
        auto next = y.begin();
        for (const MeasuredLevel &level : levels) {
            const double own = spread.sigma_us(level.target_us);
            for (std::size_t p = 0; p < percentile_shares.size(); ++p) {
                const double share = percentile_shares[p];
                const double ours = below_within((level.percentiles_us[p] - level.target_us) / own,
                                                 spread.tolerance_us / own);
                *next++ = (ours - share) / std::sqrt(share * (1 - share) / level.cells);
            }
        }
        for (std::size_t i = 0; i < guess.size(); ++i)
            *next++ = (x[i] - guess[i]) / 10; // where the cells leave it open
    };
    const auto count = static_cast<int>(percentile_shares.size() * levels.size() + guess.size());
    WrittenSpread spread = spread_of(least_squares(residuals, count, guess), low, high);
    if (spread.tolerance_us > 4 * std::max(spread.sigma_us(low), spread.sigma_us(high)))
        spread.tolerance_us = 0;
    const double border = measurement.step_us() / 2; // of levels that touch
    if (std::abs(spread.tolerance_us - border) < 0.1 * border)
        spread.tolerance_us = border;
    return spread;
}

} // namespace cim
