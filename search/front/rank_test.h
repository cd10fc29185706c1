// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace search {

/// Whether values of two kinds come from one distribution.
struct RankTest {
    double u = 0; ///< pairs in which the value of `a` is larger, those alike half
    double p = 1; ///< two-sided
};

/// The test of Mann and Whitney (1947) of two lists of at least one value each. p is exact, also
/// with ties: the share of all ways to deal the values out to lists of these lengths in which u is
/// as far from its mean as here. Throws std::invalid_argument for an empty list.
RankTest mann_whitney(const std::vector<double> &a, const std::vector<double> &b);

} // namespace search
