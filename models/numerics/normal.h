// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace cim {

/// Share of a standard Gaussian below x.
inline double below_normal(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

} // namespace cim
