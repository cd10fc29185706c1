// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/tlm/bench.h"

namespace cim {

/// The full-size network of the demo's space with random weights; Bench gives it even random
/// images, which have more bits set than real ones.
inline nn::QuantizedNetwork demo_network() {
    using namespace nn;
    return random_network({1, 28, 28},
                          {conv(16, 5, 1, 2), max_pool(2, 2), conv(32, 5, 1, 2), max_pool(2, 2),
                           conv(64, 5, 1, 2), residual_conv(64, 5, 4), global_pool(), linear(10)},
                          1);
}

/// ResNet-20 for CIFAR-10 with random weights, without the shortcuts that change size.
inline nn::QuantizedNetwork resnet20() {
    using namespace nn;
    std::vector<RandomLayer> layers{conv(16, 3, 1, 1)};
    for (const int channels : {16, 32, 64})
        for (int block = 0; block < 3; ++block) {
            const bool halves = block == 0 && channels > 16;
            const auto from = static_cast<int>(layers.size()) - 1;
            layers.push_back(conv(channels, 3, halves ? 2 : 1, 1));
            layers.push_back(halves ? conv(channels, 3, 1, 1) : residual_conv(channels, 3, from));
        }
    layers.push_back(global_pool());
    layers.push_back(linear(10));
    return random_network({3, 32, 32}, layers, 1);
}

} // namespace cim
