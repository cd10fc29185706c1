// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <vector>

namespace search {

/// Evaluated and within every constraint.
bool is_result(const Outcome &outcome);

/// Constraint domination (Deb et al. 2002): feasible beats infeasible, smaller violation beats
/// larger, among feasible ones at least as good in every objective and better in one. A failed
/// outcome is dominated by any other.
bool dominates(const Outcome &a, const Outcome &b);

/// Whether `a` is at least as good as `b` in every objective.
bool covers(const std::vector<double> &a, const std::vector<double> &b);

/// The least and the largest of each objective; empty where there is no result.
struct Extent {
    std::vector<double> low, high;
};

/// Of the results among candidates.
Extent extent_of(const std::vector<Candidate> &candidates);

} // namespace search
