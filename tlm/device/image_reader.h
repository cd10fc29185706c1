// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/dma_side.h"

#include <deque>

namespace cim {

/// DMA in: job after job, image after image from memory into free slots of the global buffer. A
/// burst is read whole before it is written. An image that has begun is completed with zeros when
/// its job fails, so that the chip stays in step.
class ImageReader : public DmaSide {
  public:
    ImageReader(const sc_core::sc_module_name &name, const ChipContext &chip,
                GlobalBuffer &global_buffer, JobFlow &jobs);

  private:
    /// A part of an image.
    struct Part {
        std::int64_t image = 0; ///< of its job
        std::uint32_t first = 0;
        std::shared_ptr<Burst> burst;
    };

    void step() override;
    void forget() override;
    void begin_job();
    void end_job();
    bool can_ask() const;
    void ask();
    void store();
    std::uint32_t image_bytes() const {
        return static_cast<std::uint32_t>(chip_.network.image_bytes());
    }

    std::int64_t image_ = 0;  ///< whose part is to be asked for next
    std::uint32_t first_ = 0; ///< byte of it
    std::deque<Part> parts_;  ///< asked for, not stored; oldest first
    std::int64_t stream_ = 0; ///< images of jobs that were read so far

    Figure busy_{stats, "busy", Measure::Cycles, "cycles that the DMA moved images from memory",
                 [this](Cycle end) { return activity.busy(end); }};
    Figure blocked_{stats, "blocked", Measure::Cycles,
                    "cycles that the DMA waited for space in the global buffer",
                    [this](Cycle end) { return activity.blocked(end); }};
};

} // namespace cim
