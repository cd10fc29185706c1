// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/look_error.h"

#include <cmath>

namespace search {

namespace {

constexpr std::size_t least_tests = 3; // of fewer, a deviation says next to nothing (ours)

} // namespace

LookError::LookError(const std::vector<Candidate> &known, const Seen &seen, std::size_t objective,
                     bool logarithm) {
    std::vector<double> errors;
    for (const Candidate &candidate : known) {
        const auto look = seen.find(candidate.genome);
        if (look == seen.end() || candidate.outcome.failed() ||
            look->second.objectives.size() <= objective)
            continue;
        const double told = look->second.objectives[objective];
        const double whole = candidate.outcome.objectives[objective];
        if (std::isnan(told) || (logarithm && (told <= 0 || whole <= 0)))
            continue;
        errors.push_back(logarithm ? std::log(whole / told) : whole - told);
    }
    tested_ = errors.size() >= least_tests;
    if (!tested_)
        return;
    for (const double error : errors)
        bias_ += error / static_cast<double>(errors.size());
    for (const double error : errors)
        variance_ += (error - bias_) * (error - bias_) / static_cast<double>(errors.size() - 1);
}

Belief LookError::believed(const Belief &guess, double told) const {
    if (!tested_ || (guess.logarithm && told <= 0))
        return {told, 0, false};
    const double corrected = (guess.logarithm ? std::log(told) : told) + bias_;
    const double doubt = guess.deviation * guess.deviation;
    if (variance_ == 0 || doubt + variance_ == 0)
        return {corrected, 0, guess.logarithm};
    const double share = doubt / (doubt + variance_); // of the look
    return {guess.mean + share * (corrected - guess.mean), std::sqrt(share * variance_),
            guess.logarithm};
}

} // namespace search
