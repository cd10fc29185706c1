// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_spec.h"
#include "tlm/system/memory_trace.h"

#include <cstdint>

namespace cim {

/// What a memory made of a trace.
struct MemoryReplay {
    std::int64_t reads = 0, writes = 0, bytes = 0;
    std::int64_t rows_opened = 0;
    double mean_latency_ns = 0, longest_ns = 0; ///< of an access, from when it was asked for
    double end_ns = 0; ///< when the last access was done, from the first packet on

    double gbytes_per_s() const { return end_ns > 0 ? static_cast<double>(bytes) / end_ns : 0; }
};

/// Sends the accesses of a trace to a memory. `window` 0: each at its own time, whether or not
/// those before it are done; else each as soon as fewer than `window` are under way, whatever its
/// time. Throws std::invalid_argument if the trace is longer than the memory's time can be.
MemoryReplay replay_memory(const MemoryTrace &trace, const DramSpec &dram, int window = 0);

} // namespace cim
