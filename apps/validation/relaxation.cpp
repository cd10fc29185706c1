// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/devices.h"

#include "apps/ageing/aged_device.h"
#include "apps/ageing/law_comparison.h"
#include "apps/ageing/measurement_file.h"
#include "apps/config/config.h"
#include "apps/util/text.h"
#include "apps/validation/published.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace apps {

namespace {

const char *const cells_source = "A. Levy et al., Stanford: about 8,000 cells";

/// Every second level, and the highest, which a device's range ends at.
cim::Measurement half(const cim::Measurement &all) {
    const std::vector<double> targets = all.targets_us();
    std::set<double> kept{targets.back()};
    for (std::size_t i = 0; i < targets.size(); i += 2)
        kept.insert(targets[i]);
    cim::Measurement found = all;
    auto &levels = found.levels;
    levels.erase(
        std::remove_if(levels.begin(), levels.end(),
                       [&](const auto &level) { return kept.count(level.target_us) == 0; }),
        levels.end());
    return found;
}

/// Of the levels that half() leaves out: how far a share of cells nearest to their level is beyond
/// the standard error of that measured, at most over times, and the largest mean distance of
/// percentiles, in steps.
struct Distances {
    double share = 0, percentiles = 0;
};

Distances other_half(const cim::Measurement &all, const cim::DeviceSpec &device) {
    const std::vector<double> fitted = half(all).targets_us();
    const LawComparison both = compare(all, device);
    Distances found;
    for (const double time_s : all.times_s()) {
        double cells = 0, measured = 0, law = 0, off = 0;
        for (std::size_t i = 0; i < both.law.size(); ++i) {
            const cim::MeasuredLevel &is = both.measured.levels[i], &ours = both.law[i];
            if (is.time_s != time_s || std::count(fitted.begin(), fitted.end(), is.target_us) > 0)
                continue;
            cells += is.cells;
            measured += is.cells * is.nearest;
            law += is.cells * ours.nearest;
            for (std::size_t p = 0; p < is.percentiles_us.size(); ++p)
                off += is.cells * std::abs(ours.percentiles_us[p] - is.percentiles_us[p]) /
                       (all.step_us() * double(is.percentiles_us.size()));
        }
        const double share = measured / cells;
        const double error = std::sqrt(share * (1 - share) / cells);
        found.share = worse(found.share, std::max(0.0, std::abs(law / cells - share) - error));
        found.percentiles = worse(found.percentiles, off / cells);
    }
    return found;
}

} // namespace

std::vector<ValidationRow> relaxation_rows(const std::string &id) {
    std::vector<ValidationRow> rows;
    const auto add = [&](ValidationRow row) { rows.push_back(std::move(row)); };
    for (const auto &[name, file] :
         {std::pair{"B", "device/rram_levy_b.cfg"}, std::pair{"C", "device/rram_levy_c.cfg"}}) {
        const std::string technology = std::string("technology ") + name;
        const cim::Measurement all = read_measurement(config_path("validation/relaxation.csv"),
                                                      std::string("technology=") + name);
        const LawComparison fit = compare(all, read_config(config_path(file), {}).device);
        double off = 0;
        for (const TimeComparison &time : fit.times) {
            off = std::max(off, time.percentiles_off);
            if (time.time_s > 0)
                add({id,
                     technology + ", " + number_text(time.time_s) +
                         " s: cells nearest to their level",
                     100 * time.measured, 100 * time.law, "%", 2, cells_source, Within::Distance,
                     "", true});
        }
        add({id, technology + ": largest mean distance of percentiles over times", 0.5, off,
             "steps", 0, cells_source, Within::Most, "", true});
        const Distances other = other_half(all, fitted_device(half(all), name));
        add({id,
             technology +
                 ", fitted to every second level, of the others: largest distance of shares beyond "
                 "their standard error",
             2, 100 * other.share, "points", 0, cells_source, Within::Most});
        add({id, technology + ", of the others: largest mean distance of percentiles", 0.5,
             other.percentiles, "steps", 0, cells_source, Within::Most});
    }
    return rows;
}

} // namespace apps
