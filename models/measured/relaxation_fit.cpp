// SPDX-License-Identifier: Apache-2.0
#include "models/measured/relaxation_fit.h"

#include "models/measured/least_squares.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace cim {

namespace {

constexpr std::size_t most_points = 9, lists = 5, growths = 4;
constexpr int parts = 15;            ///< of the cells as written
constexpr double sigma_error = 0.15; ///< of ln of a standard deviation: outliers sway it
constexpr double pull = 0.1;         ///< of a parameter to its guess, of one standard error each

/// What is fitted, as logarithms and square roots, so that any number will do: t0, the growths,
/// then the five lists of the law, each in steps between targets.
struct Form {
    std::vector<double> at_us;
    double step_us = 1, range_us = 1;

    std::size_t parameters() const { return 1 + growths + lists * at_us.size(); }

    std::vector<double> guess(double first_time_s) const {
        std::vector<double> x{std::log(first_time_s / 10), 1, std::sqrt(0.3), std::sqrt(0.3),
                              std::sqrt(0.5)};
        for (const double value : {-2.5, -2.0, 0.5, 0.5, -2.0})
            x.insert(x.end(), at_us.size(), value);
        return x;
    }

    RelaxationSpec law(const std::vector<double> &x) const {
        RelaxationSpec law;
        law.law = RelaxationLaw::Jumps;
        law.t0_s = std::exp(std::clamp(x[0], std::log(1e-9), std::log(1e9)));
        double *const growth[growths] = {&law.share_growth, &law.up_growth, &law.down_growth,
                                         &law.core_growth};
        for (std::size_t i = 0; i < growths; ++i)
            *growth[i] = std::min(5.0, x[1 + i] * x[1 + i]);
        law.at_us = at_us;
        std::vector<double> *const list[lists] = {&law.up, &law.down, &law.up_us, &law.down_us,
                                                  &law.core_us};
        for (std::size_t i = 0; i < lists; ++i)
            for (std::size_t j = 0; j < at_us.size(); ++j) {
                const double value = std::exp(std::min(7.0, x[1 + growths + i * at_us.size() + j]));
                list[i]->push_back(i < 2 ? value : std::min(range_us, step_us * value));
            }
        return law;
    }
};

Form form_of(const Measurement &measurement) {
    const std::vector<double> targets = measurement.targets_us();
    const std::size_t points = std::min(most_points, targets.size());
    Form form{{}, measurement.step_us(), targets.back() - targets.front()};
    for (std::size_t i = 0; i < points; ++i)
        form.at_us.push_back(targets.front() + form.range_us * double(i) / double(points - 1));
    return form;
}

/// A level at a time by the law: residuals of its percentiles, then of its standard deviation.
void add_residuals(const MeasuredLevel &level, const std::vector<double> &written_us,
                   const Relaxation &law, std::vector<double>::iterator &next) {
    double below[percentile_shares.size()] = {};
    double mean = 0, square = 0;
    for (const double g_us : written_us) {
        const Relaxed relaxed = law.at(g_us);
        const Spread change = relaxed.change_us();
        mean += (g_us + change.mean) / parts;
        square +=
            ((g_us + change.mean) * (g_us + change.mean) + change.sigma * change.sigma) / parts;
        for (std::size_t p = 0; p < percentile_shares.size(); ++p)
            below[p] += relaxed.below(level.percentiles_us[p] - g_us) / parts;
    }
    for (std::size_t p = 0; p < percentile_shares.size(); ++p) {
        const double share = percentile_shares[p];
        *next++ = (below[p] - share) / std::sqrt(share * (1 - share) / level.cells);
    }
    const double sigma = std::sqrt(std::max(1e-12, square - mean * mean));
    *next++ = level.sigma_us > 0 ? std::log(sigma / level.sigma_us) / sigma_error : 0;
}

void check(const Measurement &measurement) {
    const std::vector<double> times = measurement.times_s();
    if (measurement.targets_us().size() < 2)
        throw std::invalid_argument("cells of one target; a law is fitted to two levels or more");
    if (times.front() != 0)
        throw std::invalid_argument("no cells at time 0, as they are written; count the time from "
                                    "the first read");
    if (times.size() < 2)
        throw std::invalid_argument("no cells after time 0; a law of ageing needs later reads");
}

} // namespace

RelaxationSpec fit_relaxation(const Measurement &measurement, const WrittenSpread &written) {
    check(measurement);
    const Form form = form_of(measurement);
    std::vector<double> times = measurement.times_s();
    const std::vector<double> guess = form.guess(times[1]);
    times.erase(times.begin());
    std::vector<std::vector<MeasuredLevel>> levels; // at each time
    std::map<double, std::vector<double>> written_us;
    std::size_t count = lists * (form.at_us.size() - 1) + guess.size();
    for (const double time : times) {
        levels.push_back(measurement.at(time));
        count += (percentile_shares.size() + 1) * levels.back().size();
    }
    for (const double target : measurement.targets_us())
        written_us[target] = written.conductances_us(target, parts);
    const auto residuals = [&](const std::vector<double> &x, std::vector<double> &y) {
        const RelaxationSpec spec = form.law(x);
        auto next = y.begin();
        for (std::size_t t = 0; t < times.size(); ++t) {
            const Relaxation law(spec, times[t]);
            for (const MeasuredLevel &level : levels[t])
                add_residuals(level, written_us.at(level.target_us), law, next);
        }
        const std::size_t points = form.at_us.size();
        for (std::size_t i = 0; i < lists; ++i)
            for (std::size_t j = 1; j < points; ++j)
                *next++ = x[1 + growths + i * points + j] - x[growths + i * points + j];
        for (std::size_t i = 0; i < guess.size(); ++i)
            *next++ = pull * (x[i] - guess[i]);
    };
    return form.law(least_squares(residuals, static_cast<int>(count), guess));
}

} // namespace cim
