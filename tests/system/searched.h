// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/system/program.h"

#include <gtest/gtest.h>

namespace system_test {

/// A search of small designs, some of which do not fit their chip.
inline const char *const searched = R"(
base = small.cfg
[search]
evaluations = 24
population = 8
images = 30
chips = 2
verify = 2
twin = no
[network]
file = net/network.safetensors
[run]
images = 1
[genes]
network.kernels.2 = 0, 3
network.channels.1 = 2, 4
mapping.array_size.1 = 16, 32, 64
mapping.duplication.1 = 1, 2, 4
chip.tile.array.cell_bits = 1, 2, 4
chip.tile.adc.bits = 4, 6, 8
chip.tiles = 4, 40
)";

/// Writes small.cfg and search.cfg and trains the network that the search wants, in net/.
inline void train(const Workplace &place) {
    place.write("small.cfg", small_config);
    place.write("search.cfg", searched);
    const Finished trained = place.run({"train", "search.cfg", "--network.file=", "--run.out=net"});
    ASSERT_EQ(trained.status, 0) << trained.err;
}

} // namespace system_test
