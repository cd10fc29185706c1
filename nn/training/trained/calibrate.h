// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/training/cutout.h"

#include <vector>

namespace nn {

/// Batch-norm statistics and activation ranges of a cut-out over the first
/// train.calibration_images of `images`, with weights as they are at work: quantised if
/// train.quantise, and disturbed anew for every 128 images if anything disturbs them. Loads the
/// cut-out's operands. `on_statistics`: see PassOptions.
std::vector<StepStatistics> calibrate(const Matrices &matrices, const Images &images,
                                      Cutout &cutout, Workspace &workspace,
                                      const OnStatistics &on_statistics = nullptr);

/// Logits of the first `count` of `images` with these statistics and the operands that the cut-out
/// holds. Quantised (in floats) they are what its integer network computes, but for rounding.
std::vector<float> logits(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                          bool quantise, const Images &images, int count);

/// Share of the first `count` of `images` that the cut-out classifies rightly in float, with these
/// statistics and the operands it holds.
double float_accuracy(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                      const Images &images, int count, int threads);

} // namespace nn
