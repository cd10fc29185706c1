// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "tlm/system/memory_trace.h"

#include <cstdint>

namespace cim {

/// What a memory made of a trace.
struct MemoryReplay {
    std::int64_t reads = 0, writes = 0, bytes = 0;
    std::int64_t rows_opened = 0;
    double mean_latency_ns = 0, longest_ns = 0;
    double end_ns = 0; ///< when the last access was done, from the first packet on
};

/// Sends the accesses of a trace to the chip's off-chip memory (chip.dram.*), each at its own time,
/// whether or not those before it are done. Throws std::invalid_argument if the trace is longer
/// than simulated time can be.
MemoryReplay replay_memory(const MemoryTrace &trace, const ChipSpec &chip);

} // namespace cim
