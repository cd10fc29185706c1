// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/range_fit.h"
#include "models/mapping/placement.h"
#include "nn/integer/window_sample.h"

#include <vector>

namespace cim {

/// Exact products that keep some of the vectors that are multiplied: what ranges are fitted to.
class SumSample : public nn::WindowSample {
  public:
    /// About `vectors` of each layer, spread over the first `images` images and their windows.
    SumSample(const nn::QuantizedNetwork &network, int images, int vectors = 128)
        : WindowSample(network, images, vectors), matrices_(network.matrices()) {}

    /// What the converters of the layer's ideal arrays see of them.
    SampledLayer reads(const LayerPlacement &layer, const PeSpec &pe) const;

  private:
    const std::vector<const nn::QuantizedOp *> matrices_;
};

} // namespace cim
