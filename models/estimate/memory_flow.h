// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_cycles.h"
#include "models/mapping/design.h"
#include "models/memory/dram_controller.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace cim {

/// The DMA between DRAM and global buffer, a burst at a time, with the memory to itself and without
/// refresh.
class MemoryFlow {
  public:
    using Cycle = std::int64_t;

    /// `design` must outlive it.
    explicit MemoryFlow(const Design &design);

    /// Reads an image from cycle `from` on: appends to `buffered` when each of its pixels is in the
    /// global buffer, and returns when the last byte is there. Images in order.
    Cycle read(std::int64_t image, Cycle from, std::vector<Cycle> &buffered);
    /// Writes the logits of an image, which are in the global buffer from cycle `from` on: when
    /// they are in DRAM. Images in order.
    Cycle write(std::int64_t image, Cycle from);

  private:
    /// When a memory has served a burst that it is asked for in cycle `from`.
    Cycle served(DramController &memory, const DramAccess &burst, Cycle from) const {
        return time_.from(memory.serve(burst, time_.begin(from)));
    }

    const nn::QuantizedNetwork &network_;
    const ChipSpec &chip_;
    const DramCycles time_;
    std::unique_ptr<DramController> images_, logits_; ///< each as if alone in the memory
};

/// Refreshes of all channels of the chip's memory up to cycle `end`.
std::int64_t dram_refreshes(const ChipSpec &chip, std::int64_t end);

} // namespace cim
