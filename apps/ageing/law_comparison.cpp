// SPDX-License-Identifier: Apache-2.0
#include "apps/ageing/law_comparison.h"

#include "models/measured/drawn_cells.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace apps {

namespace {

constexpr int drawn = 4000; ///< cells: a share of a half is known to 0.8 points

/// Share of conductances, which rise, up to one.
double share_up_to(const std::vector<double> &conductances_us, double us) {
    const auto above = std::upper_bound(conductances_us.begin(), conductances_us.end(), us);
    return double(above - conductances_us.begin()) / double(conductances_us.size());
}

/// Share of measured cells up to a conductance: the law's, with what it has below each percentile
/// moved, piece by piece, to the share that was measured there.
double measured_up_to(const cim::MeasuredLevel &measured, const std::vector<double> &law_us,
                      double us) {
    const double share = share_up_to(law_us, us);
    double from = 0, measured_from = 0;
    for (std::size_t p = 0; p <= cim::percentile_shares.size(); ++p) {
        const bool last = p == cim::percentile_shares.size();
        const double to = last ? 1 : share_up_to(law_us, measured.percentiles_us[p]);
        const double measured_to = last ? 1 : cim::percentile_shares[p];
        if (share <= to)
            return to > from ? measured_from +
                                   (measured_to - measured_from) * (share - from) / (to - from)
                             : measured_from;
        from = to;
        measured_from = measured_to;
    }
    return 1;
}

} // namespace

LawComparison compare(const cim::Measurement &measurement, const cim::DeviceSpec &device) {
    LawComparison found{measurement, {}, {}};
    const double step_us = measurement.step_us();
    const std::vector<double> targets_us = measurement.targets_us();
    cim::DeviceSpec own = device;
    for (cim::MeasuredLevel &level : found.measured.levels) {
        const auto range = cim::nearest_range(targets_us, level.target_us);
        own.time_s = level.time_s;
        const auto number = static_cast<std::uint32_t>(found.law.size());
        const auto law_us = cim::drawn_cells(own, level.target_us, drawn, number);
        found.law.push_back(cim::described(level.target_us, level.time_s, law_us, range));
        const cim::MeasuredLevel &law = found.law.back();
        if (level.nearest < 0)
            level.nearest =
                measured_up_to(level, law_us, range[1]) - measured_up_to(level, law_us, range[0]);
        if (found.times.empty() || found.times.back().time_s != level.time_s)
            found.times.push_back({level.time_s});
        TimeComparison &time = found.times.back();
        time.cells += level.cells;
        time.measured += level.cells * level.nearest;
        time.law += level.cells * law.nearest;
        time.sigma_measured_us += level.cells * level.sigma_us;
        time.sigma_law_us += level.cells * law.sigma_us;
        for (std::size_t p = 0; p < cim::percentile_shares.size(); ++p)
            time.percentiles_off += level.cells *
                                    std::abs(law.percentiles_us[p] - level.percentiles_us[p]) /
                                    (step_us * double(cim::percentile_shares.size()));
    }
    for (TimeComparison &time : found.times)
        for (double *const mean : {&time.measured, &time.law, &time.percentiles_off,
                                   &time.sigma_measured_us, &time.sigma_law_us})
            *mean /= time.cells;
    return found;
}

} // namespace apps
