// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/cutout.h"
#include "nn/dataset.h"

#include <vector>

namespace nn {

/// Batch-norm statistics and activation ranges of a cut-out over the first
/// train.calibration_images of `images`, with weights as they are at work: quantised if
/// train.quantise, and disturbed anew for every 128 images if there is a `disturb`. Loads the
/// cut-out's operands.
std::vector<StepStatistics> calibrate(const std::vector<Matrix> &matrices, const Images &images,
                                      const TrainSpec &train, const Disturb &disturb,
                                      Cutout &cutout, Workspace &workspace);

/// Logits of the first `count` of `images`, quantised in floats, with these statistics and the
/// operands that the cut-out holds: what its integer network computes, but for rounding.
std::vector<float> quantised_logits(const Cutout &cutout,
                                    const std::vector<StepStatistics> &statistics,
                                    const Images &images, int count);

/// Share of the first `count` of `images` that the cut-out classifies rightly with these statistics
/// and the operands it holds.
double accuracy(const Cutout &cutout, const std::vector<StepStatistics> &statistics, bool quantise,
                const Images &images, int count, int threads);

} // namespace nn
