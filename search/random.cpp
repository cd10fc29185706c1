// SPDX-License-Identifier: Apache-2.0
#include "search/random.h"

#include "common/random.h"

namespace search {

std::uint32_t Random::bits() {
    const std::uint64_t lane = drawn_ % 4;
    if (lane == 0) {
        const std::uint64_t block = drawn_ / 4;
        block_ = common::philox(seed_, {static_cast<std::uint32_t>(block),
                                        static_cast<std::uint32_t>(block >> 32), stream_, 0});
    }
    ++drawn_;
    return block_[lane];
}

int Random::below(int count) {
    // Multiply and shift; the few low products that would favour some results are drawn again.
    const auto range = static_cast<std::uint32_t>(count);
    const std::uint32_t uneven = (0u - range) % range;
    std::uint64_t product = 0;
    do
        product = std::uint64_t{bits()} * range;
    while (static_cast<std::uint32_t>(product) < uneven);
    return static_cast<int>(product >> 32);
}

double Random::unit() { return bits() / 4294967296.0; }

bool Random::chance(double probability) { return bits() < probability * 4294967296.0; }

} // namespace search
