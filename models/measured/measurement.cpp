// SPDX-License-Identifier: Apache-2.0
#include "models/measured/measurement.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace cim {

namespace {

/// Of conductances that rise.
double percentile(const std::vector<double> &conductances, double share) {
    const double rank = share * double(conductances.size() - 1);
    const auto below = static_cast<std::size_t>(rank);
    const double low = conductances[below];
    const double high = conductances[std::min(below + 1, conductances.size() - 1)];
    return low + (rank - double(below)) * (high - low);
}

template <class Of> std::vector<double> distinct(const std::vector<MeasuredLevel> &levels, Of of) {
    std::set<double> found;
    for (const MeasuredLevel &level : levels)
        found.insert(of(level));
    return {found.begin(), found.end()};
}

} // namespace

std::vector<double> Measurement::targets_us() const {
    return distinct(levels, [](const MeasuredLevel &level) { return level.target_us; });
}

std::vector<double> Measurement::times_s() const {
    return distinct(levels, [](const MeasuredLevel &level) { return level.time_s; });
}

double Measurement::step_us() const {
    const std::vector<double> targets = targets_us();
    return targets.size() < 2 ? 0 : (targets.back() - targets.front()) / double(targets.size() - 1);
}

std::vector<MeasuredLevel> Measurement::at(double time_s) const {
    std::vector<MeasuredLevel> found;
    for (const MeasuredLevel &level : levels)
        if (level.time_s == time_s)
            found.push_back(level);
    return found;
}

std::array<double, 2> nearest_range(const std::vector<double> &targets_us, double target_us) {
    std::array<double, 2> range{-INFINITY, INFINITY};
    for (const double other : targets_us) {
        if (other < target_us)
            range[0] = (other + target_us) / 2;
        if (other > target_us) {
            range[1] = (other + target_us) / 2;
            break;
        }
    }
    return range;
}

MeasuredLevel described(double target_us, double time_s, const std::vector<double> &conductances_us,
                        const std::array<double, 2> &nearest) {
    MeasuredLevel level;
    level.target_us = target_us;
    level.time_s = time_s;
    level.cells = static_cast<int>(conductances_us.size());
    int near = 0;
    for (const double g_us : conductances_us) {
        level.mean_us += g_us / level.cells;
        near += g_us > nearest[0] && g_us <= nearest[1] ? 1 : 0;
    }
    double squares = 0;
    for (const double g_us : conductances_us)
        squares += (g_us - level.mean_us) * (g_us - level.mean_us);
    level.sigma_us = std::sqrt(squares / (level.cells - 1));
    level.nearest = double(near) / level.cells;
    for (std::size_t p = 0; p < percentile_shares.size(); ++p)
        level.percentiles_us[p] = percentile(conductances_us, percentile_shares[p]);
    return level;
}

Measurement summarised(std::vector<MeasuredCell> cells) {
    std::sort(cells.begin(), cells.end(), [](const MeasuredCell &a, const MeasuredCell &b) {
        return std::tie(a.time_s, a.target_us, a.measured_us) <
               std::tie(b.time_s, b.target_us, b.measured_us);
    });
    std::set<double> targets;
    for (const MeasuredCell &cell : cells)
        targets.insert(cell.target_us);
    const std::vector<double> targets_us(targets.begin(), targets.end());
    Measurement measurement;
    for (auto cell = cells.cbegin(); cell != cells.cend();) {
        const MeasuredCell &first = *cell;
        std::vector<double> conductances;
        for (; cell != cells.cend() && cell->time_s == first.time_s &&
               cell->target_us == first.target_us;
             ++cell)
            conductances.push_back(cell->measured_us);
        if (conductances.size() < fewest_cells)
            ++measurement.left_out;
        else
            measurement.levels.push_back(described(first.target_us, first.time_s, conductances,
                                                   nearest_range(targets_us, first.target_us)));
    }
    return measurement;
}

void sort_levels(std::vector<MeasuredLevel> &levels) {
    std::sort(levels.begin(), levels.end(), [](const MeasuredLevel &a, const MeasuredLevel &b) {
        return std::tie(a.time_s, a.target_us) < std::tie(b.time_s, b.target_us);
    });
}

} // namespace cim
