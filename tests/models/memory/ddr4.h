// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_spec.h"

namespace cim {

/// DDR4-3200W with rows of 8 KB and nothing else on the way.
inline DramSpec ddr4() {
    DramSpec dram;
    dram.kind = DramKind::Ddr4;
    dram.row_bytes = 8192;
    dram.latency_ns = 0;
    return dram;
}

} // namespace cim
