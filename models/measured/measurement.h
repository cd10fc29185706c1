// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace cim {

/// A cell read once: what it was asked to hold, what it held, and how long after it was written.
struct MeasuredCell {
    double target_us = 0, measured_us = 0, time_s = 0;
};

/// Shares of cells below the percentiles that a level is described by.
inline constexpr std::array<double, 5> percentile_shares{0.05, 0.25, 0.5, 0.75, 0.95};

/// Fewer cells of a level say nothing about its percentiles.
inline constexpr int fewest_cells = 10;

/// All cells of one target at one time.
struct MeasuredLevel {
    double target_us = 0, time_s = 0;
    int cells = 0;
    double mean_us = 0, sigma_us = 0;
    std::array<double, 5> percentiles_us{}; ///< of percentile_shares
    double nearest = -1; ///< share of cells nearer to their target than to any other; -1: unknown
};

/// Levels at several times.
struct Measurement {
    std::vector<MeasuredLevel> levels; ///< by time, then by target
    int left_out = 0;                  ///< levels at a time with fewer than fewest_cells

    std::vector<double> targets_us() const; ///< each once, rising
    std::vector<double> times_s() const;    ///< each once, rising
    double step_us() const;                 ///< mean distance of neighbouring targets
    std::vector<MeasuredLevel> at(double time_s) const;
};

/// The conductances that are nearer to a target than to the others of a rising list: from and to;
/// without end beyond the first and last.
std::array<double, 2> nearest_range(const std::vector<double> &targets_us, double target_us);

/// A level at a time with these conductances, which rise; `nearest` is [from, to] of its target. A
/// percentile is interpolated between ranked cells.
MeasuredLevel described(double target_us, double time_s, const std::vector<double> &conductances_us,
                        const std::array<double, 2> &nearest);

/// Groups cells by target and time.
Measurement summarised(std::vector<MeasuredCell> cells);

/// Sorts levels by time, then target.
void sort_levels(std::vector<MeasuredLevel> &levels);

} // namespace cim
