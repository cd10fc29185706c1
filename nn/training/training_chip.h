// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/integer/im2col.h"
#include "nn/integer/quantized_network.h"
#include "nn/training/cutout.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace nn {

/// The arrays that the products of a training run on, forward: programmed with the weights as they
/// stand for every batch, read with the activations in integers, bit plane by bit plane, each block
/// of rows through its converters. That is the chip itself and no model of its error: a converter
/// loses the small sums of the high bits, which noise of the size of its step would not tell.
/// Backward the product counts as exact (straight through).
class TrainingChip {
  public:
    /// Makes training.chip ready for the network as training begins, its statistics those of the
    /// first spec.calibration_images of `images`. Throws std::invalid_argument where a product
    /// reads what may be negative.
    TrainingChip(const TrainedNetwork &network, const Images &images, const Training &training,
                 Cutout &cutout, Workspace &workspace);

    /// Programs the chip of this draw.
    void program(const std::vector<Matrix> &matrices, const TrainSpec &train, const Cutout &cutout,
                 std::uint64_t draw);

    /// Whether a step's product runs on it: all but those of an image that has a mean, or a
    /// deviation for each channel (which a chip has in its weights and biases), or is pooled.
    bool runs(std::size_t step) const { return numbers_[step] >= 0; }

  private:
    QuantizedNetwork network_;
    float image_unit_;         ///< of pixels
    std::vector<int> numbers_; ///< matrix of each step on the chip; -1: it runs elsewhere
    std::vector<std::vector<float>> units_; ///< of a matrix's weights, by output
    ProgramChip program_;
    OpenArrays open_;

    friend class ChipReader;
};

/// What a step reads of a batch on the chip.
struct ChipInputs {
    const float *values; ///< each a whole number, from 0, times `unit`
    int images;
    float unit;
};

/// One thread's access to the programmed arrays of a TrainingChip.
class ChipReader {
  public:
    /// `first_image` numbers the noise of the reads.
    ChipReader(const TrainingChip &chip, std::int64_t first_image);

    bool runs(std::size_t step) const { return chip_.runs(step); }
    float image_unit() const { return chip_.image_unit_; }
    /// The product of step number `number`.
    void multiply(const Step &step, std::size_t number, const ChipInputs &inputs, float *out);

  private:
    const TrainingChip &chip_;
    std::unique_ptr<MatMul> arrays_;
    std::int64_t first_image_;
    Im2col im2col_;
    std::vector<std::uint8_t> codes_;
    std::vector<std::int32_t> sums_;
};

} // namespace nn
