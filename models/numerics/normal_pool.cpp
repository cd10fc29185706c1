// SPDX-License-Identifier: Apache-2.0
#include "models/numerics/normal_pool.h"

#include "models/numerics/random.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cim {

namespace {

constexpr std::uint32_t pool_size = 1u << 16;

} // namespace

const NormalPool &NormalPool::shared() {
    static const NormalPool pool;
    return pool;
}

NormalPool::NormalPool() : values_(pool_size) {
    std::vector<std::uint32_t> words(pool_size), order(pool_size);
    for (std::uint32_t i = 0; i < pool_size; ++i)
        words[i] = (i << 16) + 0x8000u;
    fill_random_bits({0, Stream::Pool, 0, 0}, pool_size, order.data());
    for (std::uint32_t i = pool_size - 1; i > 0; --i) // Fisher-Yates
        std::swap(words[i], words[order[i] % (i + 1)]);
    normals(pool_size, words.data(), values_.data());
    values_.insert(values_.end(), values_.begin(), values_.begin() + most_lines);
    for (const float value : values_)
        whole_.push_back(static_cast<std::int16_t>(std::rint(value * 0x1p12f)));
}

} // namespace cim
