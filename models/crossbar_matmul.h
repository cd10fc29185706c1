// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar.h"
#include "models/placement.h"
#include "nn/matmul.h"

#include <vector>

namespace cim {

/// The converters' lsb of every layer (levels a code). Full range needs no data; calibrated range
/// runs the first `count` images through ideal arrays and takes the percentile of the column sums.
std::vector<double> adc_lsbs(const nn::QuantizedNetwork &network, const Placement &placement,
                             const ChipSpec &chip, const std::uint8_t *images, int count);

/// The batch engine: every array of one programmed chip, multiplying for nn::infer(). Also what the
/// SystemC chip's processing elements read from, so that the two cannot disagree.
class CrossbarMatMul : public nn::MatMul {
  public:
    CrossbarMatMul(const nn::QuantizedNetwork &network, const Placement &placement,
                   const ChipSpec &chip, const DeviceSpec &device, const std::vector<double> &lsbs,
                   const ChipDraw &draw);

    void multiply(int layer, std::int64_t image, std::int64_t position, std::int64_t vectors,
                  const std::uint8_t *x, std::int32_t *y) override;
    float unit(int layer) const override;

    /// The array placed as placement.layers[layer].arrays[i].
    const Crossbar &array(int layer, int i) const;
    /// Counts of each layer since construction (summed over its arrays).
    const ReadCounts &counts(int layer) const { return counts_[static_cast<std::size_t>(layer)]; }

  private:
    const Placement &placement_;
    std::vector<std::vector<Crossbar>> arrays_;
    std::vector<double> lsbs_;
    std::vector<ReadCounts> counts_;
};

/// Replaces a matrix of integer weights (as floats) by what its programmed cells stand for: slices,
/// sign encoding, programming variation and stuck cells of `device`. For noise-aware training. Pure
/// in (seed, draw, matrix).
void disturb_weights(const ArraySpec &array, const DeviceSpec &device, std::uint64_t seed,
                     std::uint64_t draw, int matrix, int rows, int cols, int bits, float *weights);

} // namespace cim
