// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

namespace search {

/// Evaluated and within every constraint.
bool is_result(const Outcome &outcome);

/// Constraint domination (Deb et al. 2002): feasible beats infeasible, smaller violation beats
/// larger, among feasible ones at least as good in every objective and better in one. A failed
/// outcome is dominated by any other.
bool dominates(const Outcome &a, const Outcome &b);

} // namespace search
