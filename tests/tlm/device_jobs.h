// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/tlm/device_bench.h"

namespace cim {

/// Two layers and a pooling on small arrays.
inline Bench bench(int images = 3, std::uint64_t seed = 4) {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 32;
    chip.tile.processing_elements = 3;
    return Bench(nn::random_network(
                     {2, 8, 8}, {nn::conv(6, 3, 1, 1), nn::max_pool(2, 2), nn::linear(10)}, seed),
                 chip, {}, {}, images);
}

inline std::uint64_t bits(InterruptBit bit) { return static_cast<std::uint64_t>(bit); }

} // namespace cim
