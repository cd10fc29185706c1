// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/memory_flow.h"

#include "models/mapping/dataflow.h"

#include <algorithm>

namespace cim {

namespace {

std::unique_ptr<DramController> memory_alone(const ChipSpec &chip) {
    DramTiming timing = dram_timing(chip.dram);
    timing.refi = 0;
    return dram_controller(timing);
}

} // namespace

MemoryFlow::MemoryFlow(const Design &design)
    : network_(design.network), chip_(design.chip), time_(chip_), images_(memory_alone(chip_)),
      logits_(memory_alone(chip_)) {}

MemoryFlow::Cycle MemoryFlow::read(std::int64_t image, Cycle from, std::vector<Cycle> &buffered) {
    const std::int64_t bytes = network_.image_bytes();
    for (std::int64_t first = 0; first < bytes; first += dma_burst_bytes) {
        const std::int64_t size = std::min<std::int64_t>(dma_burst_bytes, bytes - first);
        const auto address = static_cast<std::uint64_t>(image * bytes + first);
        from = served(*images_, {false, address, static_cast<std::uint64_t>(size)}, from);
        from += global_buffer_cycles(chip_, size) + chip_.global_buffer.latency_cycles;
        const std::int64_t whole =
            image * network_.input.pixels() + (first + size) / network_.pixel_bytes();
        buffered.resize(static_cast<std::size_t>(whole), from);
    }
    return from;
}

MemoryFlow::Cycle MemoryFlow::write(std::int64_t image, Cycle from) {
    const std::int64_t bytes = logits_bytes(network_);
    for (std::int64_t first = 0; first < bytes; first += dma_burst_bytes) {
        const std::int64_t size = std::min<std::int64_t>(dma_burst_bytes, bytes - first);
        from += global_buffer_cycles(chip_, size) + chip_.global_buffer.latency_cycles;
        const auto address = static_cast<std::uint64_t>(image * bytes + first);
        from = served(*logits_, {true, address, static_cast<std::uint64_t>(size)}, from);
    }
    return from;
}

std::int64_t dram_refreshes(const ChipSpec &chip, std::int64_t end) {
    return dram_controller(dram_timing(chip.dram))->refreshes(DramCycles(chip).begin(end));
}

} // namespace cim
