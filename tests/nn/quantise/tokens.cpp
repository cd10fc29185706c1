// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/quantise/token_models.h"

#include <gtest/gtest.h>

#include <limits>

namespace {

using nn::OnnxModel;

} // namespace

TEST(LoweringTokens, ALinearLayerOverTokensIsAConvolution) {
    OnnxModel model = tokens_of_patches();
    linear(model, "t", "h", {12, 24});
    model.node("Relu", {"h"}, "r");
    linear(model, "r", "g", {24, 12});
    model.node("Add", {"g", "t"}, "u");
    model.node("Relu", {"u"}, "z");
    weights(model, "classes", {12, 4}, 0.7F);
    auto &mean = model.node("ReduceMean", {"z"}, "mean");
    OnnxModel::attribute(mean, "axes", Axes{1});
    OnnxModel::attribute(mean, "keepdims", std::int64_t{0});
    model.node("Gemm", {"mean", "classes"});
    EXPECT_EQ(kinds(model), (Kinds{"matrix product", "matrix product", "matrix product",
                                   "average pooling", "matrix product"}));
    const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
    EXPECT_EQ(network.ops[1].out.pixels(), 16);
    EXPECT_EQ(network.ops[1].rows(), 12);
    EXPECT_EQ(network.macs(), 16 * 12 * 12 + 2 * 16 * 12 * 24 + 12 * 4);
    EXPECT_LT(loss_of(model), 0.01);
}

TEST(LoweringTokens, TokensMayBeAListOfRows) {
    OnnxModel model = tokens_of_patches();
    reshape(model, "t", "rows", {16, 12});
    weights(model, "w1", {20, 12});
    weights(model, "b1", {20});
    OnnxModel::attribute(model.node("Gemm", {"rows", "w1", "b1"}, "h"), "transB", std::int64_t{1});
    model.node("Relu", {"h"}, "r");
    weights(model, "w2", {20, 12});
    model.node("MatMul", {"r", "w2"}, "g");
    reshape(model, "g", "z", {1, 16, 12});
    classify(model, "z");
    EXPECT_EQ(kinds(model).size(), 4U);
    EXPECT_LT(loss_of(model), 0.02);
}

/// MLP-Mixer: a layer over tokens and one over the places of each channel.
TEST(LoweringTokens, ALayerOverPlacesTurnsTheMapAround) {
    OnnxModel model = tokens_of_patches();
    transpose(model, "t", "u", {0, 2, 1});
    linear(model, "u", "h", {16, 8});
    model.node("Relu", {"h"}, "r");
    linear(model, "r", "g", {8, 16});
    transpose(model, "g", "g1", {0, 2, 1});
    model.node("Add", {"t", "g1"}, "z");
    classify(model, "z");
    EXPECT_EQ(kinds(model),
              (Kinds{"matrix product", "rearrangement", "matrix product", "matrix product",
                     "rearrangement", "addition", "matrix product"}));
    EXPECT_LT(loss_of(model), 0.01);
}

TEST(LoweringTokens, AnImageMayBeCutIntoTokensAsItLies) {
    OnnxModel model({1, 3, 8, 8});
    model.node("Flatten", {"x"}, "f");
    reshape(model, "f", "t", {1, 16, 12});
    linear(model, "t", "z", {12, 12});
    classify(model, "z");
    EXPECT_EQ(kinds(model), (Kinds{"rearrangement", "matrix product", "matrix product"}));
    EXPECT_LT(loss_of(model), 0.01);
}

TEST(LoweringTokens, TheInputMayBeTokens) {
    OnnxModel model({1, 16, 12});
    linear(model, "x", "z", {12, 12});
    classify(model, "z");
    const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
    EXPECT_EQ(network.input.channels, 12);
    EXPECT_EQ(network.input.pixels(), 16);
    EXPECT_EQ(network.ops.size(), 2U);
    EXPECT_LT(loss_of(model, {12, 1, 16}), 0.01);
}

TEST(LoweringTokens, ChannelsOfOnePixelMayBeTokensOfOneFeature) {
    OnnxModel model({1, 3, 8, 8});
    weights(model, "w", {16, 3, 8, 8});
    weights(model, "v", {1, 5});
    model.node("Conv", {"x", "w"}, "c");
    reshape(model, "c", "t", {1, 16, 1});
    model.node("MatMul", {"t", "v"});
    const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
    EXPECT_EQ(network.ops.back().rows(), 1);
    EXPECT_EQ(network.ops.back().out.pixels(), 16);
}

TEST(LoweringTokens, RefusesWhatIsNoLayerOverTokens) {
    OnnxModel model = tokens_of_patches();
    weights(model, "w3", {1, 12, 12});
    model.node("MatMul", {"t", "w3"}, "z");
    classify(model, "z");
    EXPECT_EQ(refusal(model), "node n_z (MatMul): a product of shapes 1x16x12 and 1x12x12; a list "
                              "(1 x n) or tokens (1 x t x n) and one matrix are supported");
}
