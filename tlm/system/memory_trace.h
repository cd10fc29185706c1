// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cim {

/// An access to memory, without its data.
struct MemoryAccess {
    std::uint64_t tick = 0; ///< when it was asked for
    bool write = false;
    std::uint64_t address = 0;
    std::uint32_t bytes = 0;

    bool operator==(const MemoryAccess &other) const {
        return tick == other.tick && write == other.write && address == other.address &&
               bytes == other.bytes;
    }
};

/// Accesses to one memory, in the order in which they were asked for.
struct MemoryTrace {
    std::string name;                                   ///< of the memory
    std::uint64_t ticks_per_second = 1'000'000'000'000; ///< 1 ps
    std::vector<MemoryAccess> accesses;
    std::int64_t skipped = 0; ///< packets that neither read nor write
};

} // namespace cim
