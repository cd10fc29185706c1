// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/workspace.h"

#include <gtest/gtest.h>

namespace {

nn::ConvolutionShape of_height(int height) {
    nn::ConvolutionShape shape;
    shape.height = height;
    shape.width = 2;
    return shape;
}

} // namespace

TEST(Workspace, KeepsTheConvolutionsThatWereUsedLast) {
    nn::Workspace workspace;
    constexpr int most = nn::Workspace::most_convolutions;
    const nn::Convolution *first = &workspace.convolution(of_height(1));
    for (int height = 2; height <= 2 * most; ++height) {
        workspace.convolution(of_height(height));
        EXPECT_EQ(&workspace.convolution(of_height(1)), first) << "in use all the time";
    }
    EXPECT_EQ(workspace.convolutions(), static_cast<std::size_t>(most));
    const float x[] = {1, 2, 3, 4}, weight[] = {3};
    float y[4];
    workspace.convolution(of_height(2)).forward(x, weight, y); // made anew
    EXPECT_EQ(y[3], 12);
    EXPECT_EQ(workspace.convolutions(), static_cast<std::size_t>(most));
}
