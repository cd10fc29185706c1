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

} // namespace cim
