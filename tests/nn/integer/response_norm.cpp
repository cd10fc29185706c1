// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/response_norm.h"

#include <gtest/gtest.h>

#include <vector>

namespace {

std::vector<float> normalised(const nn::ResponseNorm &norm, const std::vector<float> &x) {
    std::vector<float> y(x.size());
    nn::response_norm(norm, static_cast<int>(x.size()), 1, x.data(), y.data());
    return y;
}

void expect_shares(const std::vector<float> &y, const std::vector<float> &expected) {
    ASSERT_EQ(y.size(), expected.size());
    for (std::size_t i = 0; i < y.size(); ++i)
        EXPECT_FLOAT_EQ(y[i], expected[i]) << "channel " << i;
}

} // namespace

// Squares 1, 4, 9, 16: of three channels 5, 14, 29, 25, and 1 more.
TEST(ResponseNorm, DividesByTheSquaresAroundAChannel) {
    expect_shares(normalised({3, 3, 1, 1}, {1, -2, 3, 4}),
                  {1 / 6.0F, -2 / 15.0F, 3 / 30.0F, 4 / 26.0F});
}

// Of two channels the second one comes behind: 5, 13, 25, 16; of four: one before, two behind.
TEST(ResponseNorm, AnEvenWindowReachesOneFurtherBehind) {
    expect_shares(normalised({2, 2, 1, 1}, {1, 2, 3, 4}),
                  {1 / 6.0F, 2 / 14.0F, 3 / 26.0F, 4 / 17.0F});
    expect_shares(normalised({4, 4, 1, 1}, {1, 2, 3, 4}),
                  {1 / 15.0F, 2 / 31.0F, 3 / 30.0F, 4 / 26.0F});
}

// (9 + 4 / 4 x 16)^0.5 = 5; all channels, however wide the window.
TEST(ResponseNorm, TakesAPowerOfBiasAndAlphasShare) {
    expect_shares(normalised({4, 4, 0.5F, 9}, {0, 4}), {0, 4 / 5.0F});
    expect_shares(normalised({1000, 1000, 0.5F, 9}, {0, 4}), {0, 4 / 5.0F});
    expect_shares(normalised({3, 1, 0, 5}, {7, -8}), {7, -8});
}

TEST(ResponseNorm, StepsOverOtherPixels) {
    const std::vector<float> x{3, 100, 4, 200};
    std::vector<float> y(4, -1);
    nn::response_norm({2, 2, 1, 0}, 2, 2, x.data(), y.data());
    expect_shares(y, {3 / 25.0F, -1, 4 / 16.0F, -1});
}
