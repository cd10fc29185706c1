// SPDX-License-Identifier: Apache-2.0
#include "models/numerics/random.h"
#include "models/numerics/normal_pool.h"
#include "tests/models/moments.h"

#include <gtest/gtest.h>

#include <Random123/philox.h>

#include <cmath>
#include <vector>

namespace cim {
namespace {

TEST(Random, LanesAreBlocksOfPhilox) {
    const Draw draw{0x123456789abcdefull, Stream::Programming, 7, 9};
    std::vector<std::uint32_t> words(800);
    fill_random_bits(draw, 800, words.data());
    for (std::uint32_t i = 0; i < 3; ++i)
        for (std::uint32_t l = 0; l < 64; ++l)
            for (std::uint32_t w = 0; w < 4; ++w) {
                const r123::Philox4x32::ctr_type bits =
                    r123::Philox4x32{}({{64 * i + l, 1, 7, 9}}, {{0x89abcdefu, 0x01234567u}});
                EXPECT_EQ(words[256 * i + 64 * w + l], bits[w]);
                EXPECT_EQ(random_bits(draw, 64 * i + l)[w], bits[w]);
            }
}

TEST(Random, NormalsAreTheQuantiles) {
    for (double z = -5; z <= 5; z += 0.01) {
        const double p = 0.5 * std::erfc(-z / std::sqrt(2.0));
        const auto word = static_cast<std::uint32_t>(p * 0x1p32);
        float normal = 0;
        normals(1, &word, &normal);
        // a word is 2^-32 wide
        const double width = 0x1p-32 / (std::exp(-z * z / 2) / std::sqrt(2 * M_PI));
        EXPECT_NEAR(normal, z, 1e-5 + width);
    }
}

TEST(NormalPool, HasTheMomentsOfItsDistribution) {
    const float *pool = NormalPool::shared().from(0);
    const Moments m = moments(std::vector<double>(pool, pool + 65536));
    EXPECT_NEAR(m.mean, 0, 1e-6);
    EXPECT_NEAR(m.variance, 1, 2e-4);
    double neighbours = 0;
    for (int i = 0; i < 65535; ++i)
        neighbours += double(pool[i]) * pool[i + 1] / 65535;
    EXPECT_NEAR(neighbours, 0, 3 / 256.0); // three sigma of a correlation of 65535 pairs
}

} // namespace
} // namespace cim
