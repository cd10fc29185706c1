// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/bench.h"

#include <gtest/gtest.h>

using namespace cim;

// On a chip: the batch engine's logits, the closed form's cycles where nothing contends.
TEST(Torus, ChipEqualsTheBatchEngineAndTheClosedForm) {
    for (const bool multicast : {false, true})
        for (int seed = 0; seed < 4; ++seed) {
            ChipSpec chip;
            chip.interconnect = Topology::Torus;
            chip.noc.multicast = multicast;
            chip.tile.processing_elements = 8 + 8 * seed;
            chip.tile.vector.width = 64;
            chip.tile.buffer.width_bits = 2048;
            chip.global_buffer.bytes_per_cycle = 1;
            Bench bench(
                nn::random_network({2, 8, 7},
                                   {nn::conv(4, 3, 1, 1), nn::residual_conv(4, 3, 0),
                                    nn::max_pool(2, 2), nn::conv(5, 3, 1, 1), nn::linear(5)},
                                   static_cast<std::uint64_t>(seed)),
                chip, {}, {}, 2);
            EXPECT_EQ(bench.run(2).logits, bench.expected(2));
            EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
        }
}
