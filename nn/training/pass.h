// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/training/tape.h"

#include <vector>

namespace nn {

/// One run of a network over a batch of images, forward and, if wanted, backward.
class Pass {
  public:
    /// `steps` and `workspace` outlive the pass; the workspace is cleared.
    Pass(const std::vector<Step> &steps, const PassOptions &options, Workspace &workspace)
        : tape_(steps, options, workspace) {}

    /// Logits, count x classes. `images`: count x height x width x channels. Statistics are those
    /// of the batch (left in statistics()), or the given ones.
    float *forward(int count, const float *images, const std::vector<Operand> &operands);
    float *forward(int count, const float *images, const std::vector<Operand> &operands,
                   const std::vector<StepStatistics> &given);

    const std::vector<StepStatistics> &statistics() const { return tape_.statistics(); }

    /// Adds the gradients of all parameters to those of the full-size network (by slot).
    /// `gradient` (count x classes) is overwritten. After a forward() that measured and kept, with
    /// one draw of the weights.
    void backward(float *gradient, std::vector<Matrix> &gradients);

  private:
    float *run(const Tape::Batch &batch);

    Tape tape_;
};

} // namespace nn
