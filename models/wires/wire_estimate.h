// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/wires/wires.h"

namespace cim {

/// Share of the ideal current that an array's wires leave, in the mean field: every cell has the
/// mean conductance (siemens), and `driven` of the rows are driven alike. For screening; it
/// overestimates the current, by about a tenth to a quarter of what is lost.
double current_share_estimate(int rows, int cols, const WireSpec &wires, double mean_conductance,
                              double driven);

} // namespace cim
