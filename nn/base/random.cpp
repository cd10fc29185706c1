// SPDX-License-Identifier: Apache-2.0
#include "nn/base/random.h"

#include "common/random.h"

#include <cmath>
#include <numeric>

namespace nn {

Random::Random(std::uint64_t seed, Purpose purpose, std::uint64_t index)
    : seed_(seed), index_(index), purpose_(static_cast<std::uint32_t>(purpose)) {}

std::uint32_t Random::bits() {
    if (left_ == 0) {
        words_ =
            common::philox(seed_, {static_cast<std::uint32_t>(index_),
                                   static_cast<std::uint32_t>(index_ >> 32), purpose_, block_++});
        left_ = 4;
    }
    return words_[static_cast<std::size_t>(--left_)];
}

std::uint64_t Random::bits64() {
    const std::uint64_t high = bits();
    return high << 32 | bits();
}

double Random::uniform() { return (bits() + 0.5) / 4294967296.0; }

double Random::normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
}

int Random::below(int count) { return static_cast<int>(uniform() * count); }

std::vector<int> permutation(int count, Random random) {
    std::vector<int> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    common::shuffle(order, random);
    return order;
}

} // namespace nn
