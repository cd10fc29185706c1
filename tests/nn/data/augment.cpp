// SPDX-License-Identifier: Apache-2.0
#include "nn/data/augment.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes changed(nn::Shape shape, const nn::Augmentation &change, const Bytes &in) {
    Bytes out(in.size(), 255);
    nn::augment(shape, change, in.data(), out.data());
    return out;
}

} // namespace

TEST(Augment, MovesRightAndDownWithZeroFill) {
    const Bytes in{1, 2, 3, 4, 5, 6, 7, 8, 9};
    EXPECT_EQ(changed({1, 3, 3}, {1, 0, false}, in), (Bytes{0, 1, 2, 0, 4, 5, 0, 7, 8}));
    EXPECT_EQ(changed({1, 3, 3}, {0, 2, false}, in), (Bytes{0, 0, 0, 0, 0, 0, 1, 2, 3}));
    EXPECT_EQ(changed({1, 3, 3}, {-2, -1, false}, in), (Bytes{6, 0, 0, 9, 0, 0, 0, 0, 0}));
    EXPECT_EQ(changed({1, 3, 3}, {0, 0, false}, in), in);
}

TEST(Augment, MirrorsPixelsWithAllTheirChannels) {
    const Bytes in{1, 2, 3, 4, 5, 6}; // one row of two RGB pixels
    EXPECT_EQ(changed({3, 1, 2}, {0, 0, true}, in), (Bytes{4, 5, 6, 1, 2, 3}));
    EXPECT_EQ(changed({1, 1, 3}, {1, 0, true}, {1, 2, 3}), (Bytes{0, 3, 2}));
}

TEST(Augment, DrawsEveryShiftAndFlipEvenly) {
    std::map<int, int> right, down;
    int mirrored = 0;
    constexpr int images = 10000;
    for (int i = 0; i < images; ++i) {
        const nn::Augmentation change = nn::draw_augmentation(7, 3, i);
        ++right[change.dx];
        ++down[change.dy];
        mirrored += change.mirror;
    }
    ASSERT_EQ(right.size(), 5U);
    ASSERT_EQ(down.size(), 5U);
    for (int shift = -2; shift <= 2; ++shift) { // 2000 expected, standard deviation 40
        EXPECT_NEAR(right[shift], images / 5, 200);
        EXPECT_NEAR(down[shift], images / 5, 200);
    }
    EXPECT_NEAR(mirrored, images / 2, 250);
}

TEST(Augment, DrawDependsOnSeedEpochAndImageOnly) {
    const auto draws = [](std::uint64_t seed, int epoch, std::int64_t first) {
        std::vector<std::array<int, 3>> all;
        for (std::int64_t i = 0; i < 20; ++i) {
            const nn::Augmentation change = nn::draw_augmentation(seed, epoch, first + i);
            all.push_back({change.dx, change.dy, change.mirror});
        }
        return all;
    };
    EXPECT_EQ(draws(1, 2, 0), draws(1, 2, 0));
    EXPECT_NE(draws(1, 2, 0), draws(2, 2, 0));
    EXPECT_NE(draws(1, 2, 0), draws(1, 3, 0));
    EXPECT_NE(draws(1, 2, 0), draws(1, 2, 20));
}
