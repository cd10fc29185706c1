// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace nn {

/// log(sum(exp(logits))) of `classes` logits, without overflow.
double log_sum_exp(const float *logits, int classes);

/// probabilities = softmax(logits) by rows; both rows x classes, may be the same memory.
void softmax(const float *logits, int rows, int classes, float *probabilities);

/// Index of the largest of `classes` logits; the first one of equals.
int argmax(const float *logits, int classes);

/// The class that a network's outputs name: the largest of several; of a single one, which is the
/// share of class 1, whether it is above 0.5.
int predicted_class(const float *outputs, int count);

} // namespace nn
