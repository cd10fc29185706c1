// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace common {

using RandomWords = std::array<std::uint32_t, 4>;

/// 128 random bits: Philox4x32-10 (Salmon et al., SC11) of `counter`, the same on every machine.
/// How its four words are used is up to each room, whose draws thereby have names of their own.
inline RandomWords philox(std::uint64_t seed, const RandomWords &counter) {
    const r123::Philox4x32::key_type key{
        {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
    const auto drawn = r123::Philox4x32{}({{counter[0], counter[1], counter[2], counter[3]}}, key);
    return {drawn[0], drawn[1], drawn[2], drawn[3]};
}

/// Puts items in random order (Fisher-Yates); random.below(n) draws one of 0 ... n - 1.
template <class T, class Random> void shuffle(std::vector<T> &items, Random &random) {
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
}

} // namespace common
