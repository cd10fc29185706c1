// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <cstdint>
#include <vector>

namespace nn {

/// Exact products that keep, on the side, some of the vectors that are multiplied.
class WindowSample : public MatMul {
  public:
    /// About `windows` of each layer, spread over the first `images` images and their windows.
    WindowSample(const QuantizedNetwork &network, int images, int windows);

    void multiply(int layer, const InputVectors &in, std::int32_t *y) override;
    float unit(int layer) const override { return exact_.unit(layer); }

    /// What was kept of a layer.
    struct Windows {
        std::int64_t count = 0;
        std::vector<std::uint8_t> inputs{};   ///< as InputVectors has them
        std::vector<std::int32_t> products{}; ///< as multiply() writes them
    };
    const Windows &of(int layer) const { return kept_[static_cast<std::size_t>(layer)]; }

  private:
    struct Size {
        std::int64_t inputs, products; ///< of a vector
    };
    ExactMatMul exact_;
    std::vector<Size> sizes_;   ///< of each layer
    int stride_;                ///< images from one that is looked at to the next
    int windows_each_;          ///< of such an image
    std::vector<Windows> kept_; ///< of each layer
};

} // namespace nn
