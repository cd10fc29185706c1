// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/adc_range.h"
#include "models/crossbar/crossbar.h"
#include "models/crossbar/training_noise.h"
#include "models/mapping/design.h"

#include <memory>
#include <string>
#include <vector>

namespace cim {

/// How the arrays of a chip are programmed and read.
struct ArrayOptions {
    WireSpec wires{}; ///< applied if wires.wires
    ReadMethod method = fastest_method();
    int threads = 1; ///< that program them, at most
    ReadNoise read_noise = ReadNoise::Exact;
};

/// The batch engine: every array of one programmed chip, multiplying for nn::infer(). Also what the
/// SystemC chip's processing elements read from, so that the two cannot disagree. One thread an
/// object; different objects may work in parallel. Copies share the arrays and count on their own.
class CrossbarMatMul : public nn::MatMul {
  public:
    /// Programs the arrays of a draw of the design's chip, whose converters have these ranges.
    CrossbarMatMul(const Design &design, const std::vector<LayerRange> &ranges,
                   const ChipDraw &draw, const ArrayOptions &options = {});

    /// The layers of `chip` from matrix layer `first` on, which are those of `part`: the same
    /// arrays, in the order in which a network of these layers alone numbers them.
    CrossbarMatMul(const CrossbarMatMul &chip, int first, const nn::QuantizedNetwork &part);

    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override;
    float unit(int layer) const override;

    /// The array placed as placement.layers[layer].arrays[i].
    const Crossbar &array(int layer, int i) const {
        return (*arrays_[static_cast<std::size_t>(layer)])[static_cast<std::size_t>(i)];
    }
    /// Names of what multiplies the layer's vectors: kernels, "exact" where plain integer products
    /// do; most often one for all arrays.
    std::string method_names(int layer) const;
    /// Counts of each layer since construction (summed over its arrays).
    const ReadCounts &counts(int layer) const { return counts_[static_cast<std::size_t>(layer)]; }

  private:
    using Arrays = std::vector<std::vector<Crossbar>>;

    Arrays program(const Design &design, const std::vector<LayerRange> &ranges,
                   const ChipDraw &draw, const ArrayOptions &options) const;
    using Losses = const Crossbar::Calibration &(Crossbar::*)() const;
    void compensate(std::vector<Crossbar> &arrays, Losses losses, double &unit);

    std::vector<LayerPlacement> layers_;
    std::vector<std::shared_ptr<const std::vector<Crossbar>>> arrays_; ///< by layer
    std::vector<double> units_; ///< levels that a count of each layer stands for
    std::vector<ReadCounts> counts_;
    /// Counts a level of layers whose arrays are all exact: one product, by exact_; of others 0.
    std::vector<std::int32_t> whole_;
    nn::ExactMatMul exact_;
};

} // namespace cim
