// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

namespace cim {

/// Energy of a flit through a router, pJ: into an input buffer and out of it, through the switch,
/// routing and selection. Noxim's table (4c8e72d6, power.yaml), interpolated in the buffer's depth
/// and the flit's width and carried on in proportion beyond it; or the given figure of 32 bits, in
/// proportion to the width. A buffer of another technology is taken to the chip's.
double router_flit_pj(const ChipSpec &chip);

} // namespace cim
