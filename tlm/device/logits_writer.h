// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/dma_side.h"

#include <deque>

namespace cim {

/// DMA out: logits after logits from the global buffer to memory, or dropped when their job has
/// failed; an image leaves the chip when memory has answered all of its writes.
class LogitsWriter : public DmaSide {
  public:
    LogitsWriter(const sc_core::sc_module_name &name, const ChipContext &chip,
                 GlobalBuffer &global_buffer, JobFlow &jobs);

    std::int64_t images_out = 0; ///< that have left the chip, ever

  private:
    /// A part of an image's logits.
    struct Part {
        bool last = false; ///< of its image
        std::shared_ptr<Burst> burst;
    };

    void step() override;
    void forget() override { parts_.clear(); }
    void begin_job();
    void end_job();
    void next_image();
    void await_logits();
    void post();
    void retire();
    void leave();
    std::uint32_t logits_bytes() const {
        return static_cast<std::uint32_t>(cim::logits_bytes(chip_.network));
    }

    std::int64_t image_ = 0;  ///< of the job, whose part is to be posted next
    std::int64_t left_ = 0;   ///< images of the job that have left
    std::uint32_t first_ = 0; ///< byte of the part
    std::deque<Part> parts_;  ///< posted, not answered; oldest first

    Figure busy_{stats, "busy", Measure::Cycles, "cycles that the DMA moved logits to memory",
                 [this](Cycle end) { return activity.busy(end); }};
    Figure starved_{stats, "starved", Measure::Cycles, "cycles that the DMA waited for logits",
                    [this](Cycle end) { return activity.starved(end); }};
};

} // namespace cim
