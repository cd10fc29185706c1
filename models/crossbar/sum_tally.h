// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/crossbar.h"
#include "nn/integer/quantized_network.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Exact products that note, on the side, which column sums the converters of ideal arrays would
/// see.
class SumTally : public nn::MatMul {
  public:
    SumTally(const nn::QuantizedNetwork &network, const Placement &placement, const ChipSpec &chip);

    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override;
    float unit(int layer) const override { return exact_.unit(layer); }

    /// Of a block's column, or of all columns of a layer (block and column 0) with
    /// RangeScope::Layer. Levels.
    /// Smallest sum that `percent` of the sums do not pass.
    double percentile(std::size_t layer, std::size_t block, std::size_t column,
                      double percent) const;
    /// Mean of the sums plus `sigmas` standard deviations; of sums with a sign, whose mean over a
    /// layer is about zero, `sigmas` times their root mean square.
    double spread(std::size_t layer, std::size_t block, std::size_t column, double sigmas) const;

  private:
    struct Histogram {
        const std::int64_t *times; ///< each sum was seen
        std::size_t sums;
    };
    Histogram histogram(std::size_t layer, std::size_t block, std::size_t column) const;

    const std::vector<LayerPlacement> &layers_;
    std::vector<bool> by_column_; ///< of each layer: a tally a column
    nn::ExactMatMul exact_;
    std::vector<std::vector<Crossbar>> arrays_; ///< a layer, a block
    std::vector<std::size_t> sums_;             ///< of each layer: one more than the largest
    std::vector<std::vector<std::vector<std::int64_t>>> tallies_; ///< a layer, a block
};

} // namespace cim
