// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

namespace cim {

/// Writes one residual for each equation, of parameters.
using Residuals = std::function<void(const std::vector<double> &, std::vector<double> &)>;

/// Parameters that make the sum of squares of `count` residuals least, from a first guess, by the
/// method of Levenberg and Marquardt with numerical derivatives. There are at least as many
/// residuals as parameters.
std::vector<double> least_squares(const Residuals &residuals, int count,
                                  const std::vector<double> &guess);

} // namespace cim
