// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_controller.h"

#include "models/memory/dram_channels.h"
#include "models/memory/flat_dram.h"

#include <algorithm>
#include <limits>

namespace cim {

BurstRange bursts_of(const DramTiming &dram, const DramAccess &access) {
    const auto size = static_cast<std::uint64_t>(dram.burst_bytes);
    const std::uint64_t rest = std::min(std::max<std::uint64_t>(access.bytes, 1) - 1,
                                        std::numeric_limits<std::uint64_t>::max() - access.address);
    return {access.address / size, (access.address + rest) / size};
}

DramTime DramController::serve(const DramAccess &access, DramTime time) {
    const Asked asked = ask(access, time);
    return asked.done ? *asked.done : run(dram_never).back().time;
}

std::unique_ptr<DramController> dram_controller(const DramTiming &dram) {
    if (dram.row_bytes == 0)
        return std::make_unique<FlatDram>(dram);
    if (dram.channels == 1)
        return std::make_unique<DramChannel>(dram);
    return std::make_unique<DramChannels>(dram);
}

} // namespace cim
