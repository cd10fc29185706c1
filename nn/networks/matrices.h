// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/networks/plan.h"
#include "nn/networks/train_spec.h"

#include <cstdint>
#include <vector>

namespace nn {

/// The trained values of one matrix step (or their gradient): weights and, by output, the scale
/// (gamma; none for the classifier) and offset (beta or bias) behind it.
struct Matrix {
    MatrixShape shape;
    std::vector<float> weights, gamma, beta;
    std::vector<float> ranges{}; ///< learned (see learned_range.h); empty: measured
};

/// Fresh matrices by slot (empty where the layer is left out): normal weights of variance
/// 2 / inputs (He et al. 2015), gamma 1, beta 0.
std::vector<Matrix> fresh_matrices(const std::vector<Step> &steps, std::uint64_t seed);

/// The same shapes, all zero: a place for gradients.
std::vector<Matrix> zeros_like(const std::vector<Matrix> &matrices);
void fill_zero(std::vector<Matrix> &matrices);
void add(const std::vector<Matrix> &from, std::vector<Matrix> &to);

/// The first channels and the centre of the kernels of `whole`, as a matrix of `shape`.
std::vector<float> cut(const Matrix &whole, const MatrixShape &shape);

/// Adds the gradient of what cut() returned to that of the whole.
void add_cut(const MatrixShape &shape, const float *gradient, Matrix &whole);

/// All rows x all columns, zeros outside a depthwise matrix's own channels.
std::vector<float> dense(const MatrixShape &shape, const std::vector<float> &weights);

/// The inverse of dense().
std::vector<float> compact(const MatrixShape &shape, const std::vector<float> &all);

/// How a matrix is brought to integers.
struct MatrixUse {
    MatrixShape shape;
    int matrix = 0; ///< its number on the chip
    int bits = 8;
    bool column_scales = false; ///< a range and scale an output, or one for all
};

/// A matrix in integers (as floats), clipped to train.weight_clip, and what one is worth in each
/// column.
struct IntegerWeights {
    std::vector<float> values, units;
};
IntegerWeights integer_weights(const std::vector<float> &weights, const MatrixUse &use,
                               const TrainSpec &train);

/// The weights that a matrix product sees in training and calibration: clipped to
/// train.weight_clip, quantised if asked and, if there is a `disturb`, moved as the device moves
/// the integers of this draw.
std::vector<float> weights_at_work(std::vector<float> weights, const MatrixUse &use,
                                   const TrainSpec &train, const Disturb &disturb,
                                   std::uint64_t draw);

} // namespace nn
