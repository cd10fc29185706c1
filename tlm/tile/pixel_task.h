// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/pixel_steps.h"
#include "tlm/tile/task_parts.h"

#include <vector>

namespace cim {

/// What the vector unit does for a pooling, an addition, a selection or a response normalisation.
class PixelTask : public VectorTask {
  public:
    /// `inputs` in the op's order.
    PixelTask(const ChipSpec &chip, const PixelSteps &steps, std::vector<LineBuffer *> inputs,
              const TaskParts &parts);

    bool can_start() const override;
    VectorWork work(const VectorSpec & /*vector*/) const override {
        return steps_.work(chip_, step_);
    }
    void start(Cycle ready) override;
    void reset() override {
        image_ = 0;
        step_ = 0;
    }
    /// What the next step lacks; null if all is there.
    const Lack *lacks() const;

  private:
    /// The output pixel that this step completes: its bytes, or none without data.
    std::vector<std::uint8_t> pixel() const;

    const ChipSpec &chip_;
    const PixelSteps steps_;
    const ImageStream &stream_;
    std::vector<LineBuffer *> inputs_;
    OutputQueue &output_;
    VectorUnit &vector_;
    BufferPorts &ports_;
    const bool data_;
    std::int64_t image_ = 0; ///< of the next step
    int step_ = 0;
};

} // namespace cim
