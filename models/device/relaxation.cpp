// SPDX-License-Identifier: Apache-2.0
#include "models/device/relaxation.h"

#include "models/numerics/normal.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace cim {

namespace {

/// x over a standard deviation that may be zero.
double deviations(double x, double sigma) {
    if (sigma > 0)
        return x / sigma;
    return x == 0 ? 0 : std::copysign(INFINITY, x);
}

void check(const RelaxationSpec &spec) {
    if (spec.at_us.empty())
        throw std::invalid_argument("device.relaxation.law = jumps needs device.relaxation.at_us "
                                    "and the five lists beside it");
    for (std::size_t i = 1; i < spec.at_us.size(); ++i)
        if (spec.at_us[i] <= spec.at_us[i - 1])
            throw std::invalid_argument("device.relaxation.at_us rises from entry to entry");
    const std::pair<const char *, std::size_t> lists[] = {{"up", spec.up.size()},
                                                          {"down", spec.down.size()},
                                                          {"up_us", spec.up_us.size()},
                                                          {"down_us", spec.down_us.size()},
                                                          {"core_us", spec.core_us.size()}};
    for (const auto &[name, entries] : lists)
        if (entries != spec.at_us.size())
            throw std::invalid_argument(
                std::string("device.relaxation.") + name + " has " + std::to_string(entries) +
                (entries == 1 ? " entry" : " entries") + ", device.relaxation.at_us " +
                std::to_string(spec.at_us.size()) + "; both have one for each conductance");
}

double between(double from, double to, double share) { return from + share * (to - from); }

} // namespace

Spread Relaxed::change_us() const {
    const double half_mean = std::sqrt(2 / 3.14159265358979323846); // of |n|
    const double mean = half_mean * (up * up_us - down * down_us);
    const double square =
        up * up_us * up_us + down * down_us * down_us + (1 - up - down) * core_us * core_us;
    return {mean, std::sqrt(std::max(0.0, square - mean * mean))};
}

double Relaxed::below(double us) const {
    double share = (1 - up - down) * below_normal(deviations(us, core_us));
    if (us > 0)
        share += up * (2 * below_normal(deviations(us, up_us)) - 1);
    return share + down * (us < 0 ? 2 * below_normal(deviations(us, down_us)) : 1);
}

Relaxation::Relaxation(const RelaxationSpec &spec, double time_s) {
    if (spec.law != RelaxationLaw::None)
        check(spec);
    if (spec.law == RelaxationLaw::None || time_s <= 0) {
        at_us_ = {0};
        relaxed_.resize(1);
        return;
    }
    at_us_ = spec.at_us;
    const double x = std::log10(1 + time_s / spec.t0_s);
    const double tries = std::pow(x, spec.share_growth), up = std::pow(x, spec.up_growth);
    const double down = std::pow(x, spec.down_growth), core = std::pow(x, spec.core_growth);
    for (std::size_t i = 0; i < at_us_.size(); ++i) {
        const double both = spec.up[i] + spec.down[i];
        const double jumped = -std::expm1(-both * tries);
        const double each = both > 0 ? jumped / both : 0;
        relaxed_.push_back({each * spec.up[i], each * spec.down[i], up * spec.up_us[i],
                            down * spec.down_us[i], core * spec.core_us[i]});
    }
}

Relaxed Relaxation::at(double g_us) const {
    const auto above = std::upper_bound(at_us_.begin(), at_us_.end(), g_us);
    if (above == at_us_.begin())
        return relaxed_.front();
    if (above == at_us_.end())
        return relaxed_.back();
    const auto i = static_cast<std::size_t>(above - at_us_.begin());
    const double share = (g_us - at_us_[i - 1]) / (at_us_[i] - at_us_[i - 1]);
    const Relaxed &from = relaxed_[i - 1], &to = relaxed_[i];
    return {between(from.up, to.up, share), between(from.down, to.down, share),
            between(from.up_us, to.up_us, share), between(from.down_us, to.down_us, share),
            between(from.core_us, to.core_us, share)};
}

} // namespace cim
