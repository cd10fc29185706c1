// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_spec.h"

#include <cstdint>
#include <limits>
#include <string>

namespace cim {

/// Time of a memory, in femtoseconds: no bandwidth is rounded off, and two hours fit.
using DramTime = std::int64_t;
inline constexpr DramTime dram_never = std::numeric_limits<DramTime>::max();

/// A memory in numbers: what DramSpec says, and of its kind what it leaves to that. Names of
/// times are JEDEC's.
struct DramTiming {
    int burst_bytes = 0;
    int row_bytes = 0; ///< 0: no rows
    int channels = 1;
    int banks = 0, groups = 0; ///< of a channel
    DramMapping mapping = DramMapping::Rows;
    int queue = 0;
    DramTime latency = 0; ///< of the way there and back
    DramTime burst = 0;   ///< that a burst takes its channel
    DramTime cl = 0, cwl = 0, rcd = 0, rp = 0, ras = 0, rc = 0, rrd_s = 0, rrd_l = 0, faw = 0;
    DramTime ccd_l = 0, rtp = 0, wr = 0, rtw = 0, wtr_s = 0, wtr_l = 0, refi = 0, rfc = 0;
};
DramTiming dram_timing(const DramSpec &dram);

/// What its keys cannot be together, as a sentence; empty: they can.
std::string dram_problem(const DramSpec &dram);

} // namespace cim
