// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/lowered_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using nn::OnnxModel;

/// Two branches of which the second has a kernel of that size, put together, in the order of
/// `perm`; a linear layer of so many rows reads them.
OnnxModel branches(std::int64_t kernel, const std::vector<std::int64_t> &perm, std::int64_t rows) {
    OnnxModel model({1, 2, 4, 4});
    weights(model, "w", {4, 2, 1, 1});
    weights(model, "u", {3, 2, kernel, kernel});
    weights(model, "v", {rows, 5}, 0.2F);
    model.node("Conv", {"x", "w"}, "a");
    model.node("Relu", {"a"}, "b");
    model.node("Conv", {"x", "u"}, "c");
    if (kernel == 1) {
        OnnxModel::attribute(model.node("Concat", {"b", "c"}, "d"), "axis", std::int64_t{1});
        OnnxModel::attribute(model.node("Transpose", {"d"}, "t"), "perm", perm);
        model.node("Flatten", {"t"}, "e");
    } else {
        model.node("Flatten", {"b"}, "t");
        model.node("Flatten", {"c"}, "d");
        OnnxModel::attribute(model.node("Concat", {"t", "d"}, "e"), "axis", std::int64_t{1});
    }
    model.node("Gemm", {"e", "v"});
    return model;
}

TEST(Lowering, ALinearLayerReadsSeveralMapsOfOneSize) {
    for (const std::vector<std::int64_t> &perm :
         std::vector<std::vector<std::int64_t>>{{0, 1, 2, 3}, {0, 2, 3, 1}, {0, 1, 3, 2}}) {
        const OnnxModel model = branches(1, perm, 7 * 16);
        EXPECT_EQ(kinds(model), (std::vector<std::string>{"matrix product", "matrix product",
                                                          "selection", "matrix product"}));
        EXPECT_LT(loss(model, {255, {}, {}}, {2, 4, 4}), 0.03);
    }
    OnnxModel some({1, 4, 3, 3}); // three of four channels, in another order
    weights(some, "w", {4, 4, 2, 2});
    weights(some, "v", {3 * 4, 5});
    some.node("Conv", {"x", "w"}, "a");
    some.integers("chosen", {3, 0, 2});
    OnnxModel::attribute(some.node("Gather", {"a", "chosen"}, "b"), "axis", std::int64_t{1});
    some.node("Flatten", {"b"}, "c");
    some.node("MatMul", {"c", "v"});
    EXPECT_LT(loss(some, {255, {}, {}}, {4, 3, 3}), 0.03);
}

TEST(Lowering, SaysWhyALinearLayerCannotReadMapsOfSeveralSizes) {
    EXPECT_EQ(refusal(branches(2, {}, 4 * 16 + 3 * 9)),
              "node n_y (Gemm): it reads pixels of maps of several sizes, or not all pixels of a "
              "channel once, without a convolution or a pooling between");
}

TEST(Lowering, SaysThatWeightsComeBehindTheActivation) {
    OnnxModel model({1, 4});
    weights(model, "w", {3, 1});
    model.node("MatMul", {"w", "x"});
    EXPECT_EQ(refusal(model), "node n_y (MatMul): its weights come first; an activation times "
                              "weights is right");
}

TEST(Lowering, ReordersTheRowsOfALinearLayerBehindATranspose) {
    OnnxModel model({1, 3, 4, 5});
    weights(model, "w1", {2, 3, 1, 1});
    weights(model, "w2", {40, 4});
    model.node("Conv", {"x", "w1"}, "a");
    model.node("Relu", {"a"}, "b");
    OnnxModel::attribute(model.node("Transpose", {"b"}, "c"), "perm", {0, 2, 3, 1});
    model.node("Flatten", {"c"}, "d");
    model.node("MatMul", {"d", "w2"});
    EXPECT_EQ(kinds(model), (std::vector<std::string>{"matrix product", "matrix product"}));
    EXPECT_LT(loss(model, {255, {}, {}}, {3, 4, 5}), 0.02);
}

/// Convolution, Flatten as of channels that come last, linear layers of those sizes.
OnnxModel pixels_last(const std::vector<std::int64_t> &sizes) {
    OnnxModel model({1, 2, 3, 3});
    weights(model, "w0", {3, 2, 2, 2});
    model.node("Conv", {"x", "w0"}, "a");
    model.node("Relu", {"a"}, "b");
    OnnxModel::attribute(model.node("Transpose", {"b"}, "c"), "perm", {0, 2, 3, 1});
    model.node("Flatten", {"c"}, "l0");
    std::int64_t rows = 3 * 2 * 2;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const std::string from = "l" + std::to_string(i), to = "l" + std::to_string(i + 1);
        weights(model, "v" + to, {rows, sizes[i]}, 0.4F, 0.2F);
        rows = sizes[i];
        if (i + 1 == sizes.size()) {
            model.node("MatMul", {from, "v" + to});
        } else {
            model.node("MatMul", {from, "v" + to}, "m" + to);
            model.node("Relu", {"m" + to}, to);
        }
    }
    return model;
}

// Rows are put in order in the first layer only, however wide those behind it are.
TEST(Lowering, ALinearLayerBehindALinearLayerKeepsItsOwnRows) {
    for (const std::vector<std::int64_t> &sizes :
         std::vector<std::vector<std::int64_t>>{{12, 4}, {5, 4}, {40, 4}, {12, 40, 7, 4}}) {
        const OnnxModel model = pixels_last(sizes);
        EXPECT_EQ(kinds(model).size(), sizes.size() + 1);
        EXPECT_LT(loss(model, {255, {}, {}}, {2, 3, 3}), 0.05) << sizes.size() << " layers";
    }
}

// The image itself as a list, as a perceptron has it.
TEST(Lowering, ALinearLayerMayBeWiderThanTheImage) {
    OnnxModel model({1, 2, 3, 3});
    model.node("Flatten", {"x"}, "a");
    weights(model, "w1", {18, 50}, 0.5F, 0.2F);
    weights(model, "w2", {50, 60}, 0.3F, 0.1F);
    weights(model, "w3", {60, 4}, 0.3F, 0.1F);
    model.node("MatMul", {"a", "w1"}, "b");
    model.node("Relu", {"b"}, "c");
    model.node("Gemm", {"c", "w2"}, "d"); // no activation between two products
    model.node("MatMul", {"d", "w3"});
    EXPECT_LT(loss(model, {255, {}, {}}, {2, 3, 3}), 0.05);
}

TEST(Lowering, TakesAsManyLayersInARowAsThereAre) {
    constexpr int layers = 8000;
    OnnxModel model({1, 2});
    model.floats("w", {2, 2}, {1, 0, 0, 1});
    std::string from = "x";
    for (int i = 0; i + 1 < layers; ++i) {
        const std::string to = "l" + std::to_string(i);
        model.node("MatMul", {from, "w"}, to);
        from = to;
    }
    model.node("MatMul", {from, "w"});
    EXPECT_EQ(kinds(model).size(), layers);
}
