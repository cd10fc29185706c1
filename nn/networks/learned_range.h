// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/matrices.h"

#include <vector>

namespace nn {

/// A learned range is the largest activation that is told apart: a value of the network, in its
/// own units, with the straight-through gradient of Esser et al. 2020 (LSQ). Each matrix has one a
/// number of bits for its outputs and one for their mean over a map, so that weight-sharing
/// networks of several bits do not pull at the same value (as the switchable clipping of Jin et al.
/// 2020, AdaBits). 0: not learned (yet).
constexpr std::size_t ranges_per_matrix = 16;

/// Whether what comes out of a step is rounded to steps of its own.
bool has_range(const Step &step);

/// Whether those steps may be learned: a response normalisation's, and those of more than 8 bits,
/// are measured.
bool learns_range(const Step &step);

/// Where in Matrix::ranges the range of a step with learns_range() is.
std::size_t range_index(const Step &step);

/// The matrix step that the values of step `i` come from, through what has no matrix;
/// image_step: none.
int matrix_behind(const std::vector<Step> &steps, int i);

/// What the gradient of a range is multiplied with so that a rate moves it, as a share, as far as
/// that paper's rate moves a step (section 2.2): its 1 / sqrt(N (2^bits - 1)), N the values of an
/// image, times (2^bits - 1)^2, as a range is 2^bits - 1 steps.
float range_rate(const Step &step);

/// Gives all matrices ranges that are not learned yet, or takes all ranges away.
void make_ranges(std::vector<Matrix> &matrices, bool learned);

/// Keeps learned ranges above 0 after a step of training.
void keep_above_zero(std::vector<Matrix> &matrices);

} // namespace nn
