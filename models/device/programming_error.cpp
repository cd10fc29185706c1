// SPDX-License-Identifier: Apache-2.0
#include "models/device/programming_error.h"

#include "models/device/device.h"
#include "models/numerics/normal.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cim {

namespace {

/// Horner's rule, coefficients ascending.
double polynomial(const std::vector<double> &coefficients, double x) {
    double value = 0;
    for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c)
        value = value * x + *c;
    return value;
}

/// Spread of a single write to `level` of 0 to `top`, `g` siemens.
double spread(const DeviceSpec &device, int level, int top, double g) {
    const double s = device.programming_sigma;
    switch (device.programming_error) {
    case ErrorLaw::Absolute:
        return s * device.gmax_s();
    case ErrorLaw::Step:
        return s * (device.gmax_s() - device.gmin_s()) / top;
    case ErrorLaw::Relative:
        return s * g;
    case ErrorLaw::Lognormal:
    case ErrorLaw::LognormalMedian:
        return std::sqrt(std::log1p(s * s));
    case ErrorLaw::Polynomial:
        return 1e-6 *
               std::max(0.0, polynomial(device.polynomial_us, g * 1e6 / device.polynomial_gmax_us));
    case ErrorLaw::ByLevel:
        return device.level_sigmas[std::size_t(level)] * device.gmax_s();
    case ErrorLaw::Table:
        return 1e-6 * device.states[std::size_t(level)].sigma_us;
    }
    return 0;
}

void check_count(const std::string &key, std::size_t given, int cell_bits) {
    const std::size_t levels = std::size_t{1} << cell_bits;
    if (given != levels)
        throw std::invalid_argument(key + " has " + std::to_string(given) + " entries; a cell of " +
                                    std::to_string(cell_bits) +
                                    " bits (chip.tile.array.cell_bits) has " +
                                    std::to_string(levels) + " levels");
}

} // namespace

bool is_lognormal(ErrorLaw law) {
    return law == ErrorLaw::Lognormal || law == ErrorLaw::LognormalMedian;
}

std::vector<WrittenLevel> written_levels(const DeviceSpec &device, int cell_bits) {
    const int top = (1 << cell_bits) - 1;
    const ErrorLaw law = device.programming_error;
    if (law == ErrorLaw::Table)
        check_count("device.table", device.states.size(), cell_bits);
    if (law == ErrorLaw::ByLevel)
        check_count("device.level_sigmas", device.level_sigmas.size(), cell_bits);
    std::vector<WrittenLevel> levels;
    for (int l = 0; l <= top; ++l) {
        WrittenLevel level;
        level.target_s = law == ErrorLaw::Table
                             ? 1e-6 * device.states[std::size_t(l)].conductance_us
                             : device.gmin_s() + l * (device.gmax_s() - device.gmin_s()) / top;
        level.spread = device.programming_scale * spread(device, l, top, level.target_s);
        level.centre_s = level.target_s;
        if (law == ErrorLaw::Lognormal)
            level.centre_s *= std::exp(-level.spread * level.spread / 2);
        levels.push_back(level);
    }
    return levels;
}

Quantiles passing_writes(const DeviceSpec &device, const WrittenLevel &level) {
    if (device.verify.method == VerifyMethod::Incremental)
        refuse_tiny_tolerance(level.spread / device.gmax_s(), device.verify);
    if (device.verify.method != VerifyMethod::Redraw || level.spread == 0)
        return {};
    const double tolerance = device.verify.tolerance * device.gmax_s();
    const auto below = [&](double conductance_s) { // of all writes
        const double deviations =
            !is_lognormal(device.programming_error)
                ? (conductance_s - level.centre_s) / level.spread
                : std::log(std::max(conductance_s, 1e-30) / level.centre_s) / level.spread;
        return below_normal(deviations);
    };
    const Quantiles passing{below(level.target_s - tolerance), below(level.target_s + tolerance)};
    if (passing.to - passing.from < 1e-4)
        throw std::invalid_argument("device.verify.tolerance is so tight that fewer than one write "
                                    "of 10,000 passes");
    return passing;
}

double mean_write_pulses(const DeviceSpec &device, int cell_bits) {
    const WriteVerifySpec &verify = device.verify;
    if (verify.method == VerifyMethod::None)
        return device.write_pulses;
    double sum = 0;
    const std::vector<WrittenLevel> levels = written_levels(device, cell_bits);
    for (const WrittenLevel &level : levels) {
        const Quantiles passing = passing_writes(device, level);
        sum += verify.method == VerifyMethod::Redraw
                   ? 1 / (passing.to - passing.from)
                   : nudged(level.spread / device.gmax_s(), verify).pulses;
    }
    return sum / double(levels.size());
}

} // namespace cim
