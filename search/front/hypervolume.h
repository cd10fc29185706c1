// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace search {

/// The volume up to `reference` that `point` dominates and none of `others` does; all of them lie
/// within the reference.
double hypervolume_contribution(const std::vector<double> &point,
                                const std::vector<std::vector<double>> &others,
                                const std::vector<double> &reference);

} // namespace search
