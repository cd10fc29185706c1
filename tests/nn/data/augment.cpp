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
    const nn::AugmentationSpec spec{{3, 32, 32}};
    constexpr int images = 10000;
    for (int i = 0; i < images; ++i) {
        const nn::Augmentation change = nn::draw_augmentation(spec, 7, 3, i);
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
            const nn::Augmentation change =
                nn::draw_augmentation({{3, 32, 32}}, seed, epoch, first + i);
            all.push_back({change.dx, change.dy, change.mirror});
        }
        return all;
    };
    EXPECT_EQ(draws(1, 2, 0), draws(1, 2, 0));
    EXPECT_NE(draws(1, 2, 0), draws(2, 2, 0));
    EXPECT_NE(draws(1, 2, 0), draws(1, 3, 0));
    EXPECT_NE(draws(1, 2, 0), draws(1, 2, 20));
}

TEST(Augment, KeysDoNotMoveOtherDraws) {
    const std::array<std::array<int, 3>, 4> known{
        {{0, -2, 1}, {1, 0, 0}, {1, -1, 1}, {2, -1, 1}}}; // before shift and cutout were keys
    for (int image = 0; image < 4; ++image) {
        const auto i = static_cast<std::size_t>(image);
        for (const int cutout : {0, 8}) {
            const nn::Augmentation change =
                nn::draw_augmentation({{3, 32, 32}, 2, cutout}, 1, 0, image);
            EXPECT_EQ((std::array<int, 3>{change.dx, change.dy, change.mirror}), known[i]);
            EXPECT_EQ(change.hole, cutout);
        }
    }
}

TEST(Augment, ShiftsReachAsFarAsTheKeySays) {
    std::map<int, int> right, down;
    constexpr int images = 9000;
    for (int i = 0; i < images; ++i) {
        const nn::Augmentation change = nn::draw_augmentation({{3, 32, 32}, 4}, 7, 3, i);
        ++right[change.dx];
        ++down[change.dy];
    }
    ASSERT_EQ(right.size(), 9U);
    ASSERT_EQ(down.size(), 9U);
    for (int shift = -4; shift <= 4; ++shift) { // 1000 expected, standard deviation 30
        EXPECT_NEAR(right[shift], images / 9, 150);
        EXPECT_NEAR(down[shift], images / 9, 150);
    }
    const nn::Augmentation still = nn::draw_augmentation({{3, 32, 32}, 0}, 7, 3, 1);
    EXPECT_EQ(still.dx, 0);
    EXPECT_EQ(still.dy, 0);
}

TEST(Augment, BlotsOutASquareOrWhatOfItLiesOnTheImage) {
    const Bytes in{1, 2, 3, 4, 5, 6, 7, 8, 9};
    EXPECT_EQ(changed({1, 3, 3}, {0, 0, false, 2, 1, 0}, in), (Bytes{1, 0, 0, 4, 0, 0, 7, 8, 9}));
    EXPECT_EQ(changed({1, 3, 3}, {0, 0, false, 2, -1, 2}, in), (Bytes{1, 2, 3, 4, 5, 6, 0, 8, 9}));
    EXPECT_EQ(changed({1, 3, 3}, {1, 0, false, 1, 1, 1}, in), (Bytes{0, 1, 2, 0, 0, 5, 0, 7, 8}));
    EXPECT_EQ(changed({1, 3, 3}, {0, 0, false, 3, 3, 0}, in), in);
    EXPECT_EQ(changed({2, 1, 2}, {0, 0, true, 1, 0, 0}, {1, 2, 3, 4}), (Bytes{0, 0, 1, 2}));
}

TEST(Augment, TheMiddleOfTheSquareIsEvenOverThePixels) {
    std::map<int, int> columns, rows;
    constexpr int images = 12000;
    for (int i = 0; i < images; ++i) {
        const nn::Augmentation change = nn::draw_augmentation({{3, 4, 6}, 0, 3}, 7, 3, i);
        ++columns[change.hole_x + 1];
        ++rows[change.hole_y + 1];
    }
    ASSERT_EQ(columns.size(), 6U);
    ASSERT_EQ(rows.size(), 4U);
    for (int x = 0; x < 6; ++x)
        EXPECT_NEAR(columns[x], images / 6, 200); // standard deviation 41
    for (int y = 0; y < 4; ++y)
        EXPECT_NEAR(rows[y], images / 4, 240); // standard deviation 47
}
