// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

namespace search {

/// Kendall's tau-b (Kendall 1945) of two lists of values of the same things: 1 where both put them
/// in the same order, -1 in the opposite one. Nothing where a list has no order: less than two
/// values, or all alike. Throws std::invalid_argument when they differ in length.
std::optional<double> kendall_tau(const std::vector<double> &a, const std::vector<double> &b);

} // namespace search
