// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace nn {

/// What a batch cost: the sum (not the mean) of its cross entropies in nats, and how many rows have
/// their largest logit where the target has its largest entry.
struct Loss {
    double sum = 0;
    int right = 0;
};

/// What a network gave for a batch: rows x classes.
struct Logits {
    const float *values;
    int rows, classes;
};

/// Cross entropy of softmax(logits) against labels (below logits.classes).
/// gradient (rows x classes; null: not wanted) = scale x (softmax - one_hot); a mean over a batch
/// has scale = 1 / batch.
Loss softmax_loss(const Logits &logits, const std::uint8_t *labels, float scale, float *gradient);

/// The same against soft targets (rows x classes, each row sums to 1), as in distillation.
/// gradient = scale x (softmax - targets).
Loss softmax_loss(const Logits &logits, const float *targets, float scale, float *gradient);

/// What labels want of softmax(logits), rows x classes: 1 - smoothing of the label, and smoothing
/// spread evenly over all classes (Szegedy et al. 2016, section 7).
std::vector<float> label_targets(const std::vector<std::uint8_t> &labels, int classes,
                                 double smoothing);

} // namespace nn
