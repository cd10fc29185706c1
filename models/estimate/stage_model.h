// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/estimate/estimate.h"

namespace cim {

/// The first fidelity of a search: what estimate_timing() finds, from every op as one stage that
/// one image goes through. Its tiles work as the slowest of them, whoever has pixels is never kept
/// by a receiver without space, and the interval is the load of the busiest resource: never above
/// that of estimate_timing(). The work grows with the pixels of the maps and with the tiles, not
/// with their product.
TimingEstimate estimate_stages(const Design &design);

} // namespace cim
