// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/range_fit.h"
#include "models/mapping/placement.h"
#include "nn/integer/quantized_network.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Exact products that keep, on the side, some of the vectors that are multiplied: what ranges are
/// fitted to.
class SumSample : public nn::MatMul {
  public:
    /// About `vectors` of each layer, spread over the first `images` images and their windows.
    SumSample(const nn::QuantizedNetwork &network, int images, int vectors = 128);

    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override;
    float unit(int layer) const override { return exact_.unit(layer); }

    /// What the converters of the layer's ideal arrays see of them.
    SampledLayer reads(const LayerPlacement &layer, const PeSpec &pe) const;

  private:
    const std::vector<const nn::QuantizedOp *> matrices_;
    nn::ExactMatMul exact_;
    int stride_;                                  ///< images from one that is looked at to the next
    int vectors_each_;                            ///< of such an image
    std::vector<std::vector<std::uint8_t>> kept_; ///< of each layer
};

} // namespace cim
