// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/graph_input.h"

#include "tests/nn/lowered.h"

#include <gtest/gtest.h>

#include <numeric>

namespace {

using namespace nn;

/// A convolution behind what makes a map of the input.
template <class Ahead> OnnxModel read_by_convolution(const Dims &input, int channels, Ahead ahead) {
    OnnxModel model(input);
    draw(model, "w", {4, channels, 1, 1});
    ahead(model);
    model.node("Conv", {"m", "w"}, "c");
    model.node("GlobalAveragePool", {"c"});
    return model;
}

/// A list that becomes a map of 2 x 2 pixels of 3 channels.
OnnxModel unfolded(bool channels_last) {
    return read_by_convolution({1, 12}, 3, [&](OnnxModel &model) {
        const std::vector<std::int64_t> planes{1, 3, 2, 2}, pixels{1, 2, 2, 3};
        model.integers("shape", channels_last ? pixels : planes);
        model.node("Reshape", {"x", "shape"}, channels_last ? "r" : "m");
        if (channels_last)
            OnnxModel::attribute(model.node("Transpose", {"r"}, "m"), "perm", {0, 3, 1, 2});
    });
}

TEST(GraphInput, AListIsReadTheWayTheNetworkUnfoldsIt) {
    std::vector<int> in_order(12);
    std::iota(in_order.begin(), in_order.end(), 0);
    EXPECT_EQ(input_pixels(unfolded(true).graph(), {3, 2, 2}), in_order);
    EXPECT_EQ(input_pixels(unfolded(false).graph(), {3, 2, 2}),
              (std::vector<int>{0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11}));
    EXPECT_LT(loss(unfolded(true), {}, {3, 2, 2}), 0.02);
    EXPECT_LT(loss(unfolded(false), {}, {3, 2, 2}), 0.02);
}

void expect_image(const OnnxModel &model, Shape image) {
    const Shape found = network_shape(model.graph(), {}).input;
    EXPECT_EQ(found.channels, image.channels);
    EXPECT_EQ(found.height, image.height);
    EXPECT_EQ(found.width, image.width);
}

TEST(GraphInput, WithoutImagesTheirShapeIsThatWhichTheFirstLayerReads) {
    const auto as_it_is = [](OnnxModel &model) { model.node("Identity", {"x"}, "m"); };
    const auto scaled = [](OnnxModel &model) {
        model.floats("two", {}, {2});
        model.node("Mul", {"x", "two"}, "m");
    };
    const auto as_plane = [](OnnxModel &model) {
        model.integers("shape", {1, 1, 4, 4});
        model.node("Reshape", {"x", "shape"}, "m");
    };
    expect_image(read_by_convolution({1, 8, 4, 4}, 8, as_it_is), {8, 4, 4});
    expect_image(read_by_convolution({1, 16, 1, 1}, 16, as_it_is), {16, 1, 1});
    expect_image(read_by_convolution({1, 8, 2, 2}, 8, scaled), {8, 2, 2});
    expect_image(read_by_convolution({1, 16}, 1, as_plane), {1, 4, 4});
    expect_image(read_by_convolution({1, 4, 4, 1}, 1, as_plane), {1, 4, 4});
    expect_image(unfolded(true), {3, 2, 2});
    expect_image(unfolded(false), {3, 2, 2});
}

} // namespace
