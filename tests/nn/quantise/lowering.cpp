// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/lowered_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace {

using nn::OnnxModel;

/// A block of ResNet with an option-A shortcut: every second pixel, empty channels on both sides.
OnnxModel option_a_block() {
    OnnxModel model({1, 3, 8, 8});
    weights(model, "w1", {4, 3, 3, 3});
    weights(model, "w2", {8, 4, 3, 3});
    weights(model, "w3", {4, 8});
    weights(model, "gamma", {8}, 0.4F, 1);
    weights(model, "beta", {8}, 0.3F);
    weights(model, "mean", {8}, 0.3F);
    weights(model, "variance", {8}, 0.3F, 1);
    OnnxModel::attribute(model.node("Conv", {"x", "w1"}, "a"), "pads", {1, 1, 1, 1});
    model.node("Relu", {"a"}, "b");
    auto &conv = model.node("Conv", {"b", "w2"}, "c");
    OnnxModel::attribute(conv, "pads", {1, 1, 1, 1});
    OnnxModel::attribute(conv, "strides", {2, 2});
    model.node("BatchNormalization", {"c", "gamma", "beta", "mean", "variance"}, "d");
    model.integers("starts", {0, 0});
    model.integers("ends", {1 << 30, 1 << 30});
    model.integers("axes", {2, 3});
    model.integers("steps", {2, 2});
    model.node("Slice", {"b", "starts", "ends", "axes", "steps"}, "e");
    model.integers("pads", {0, 2, 0, 0, 0, 2, 0, 0});
    model.node("Pad", {"e", "pads"}, "f");
    model.node("Add", {"d", "f"}, "g");
    model.node("Relu", {"g"}, "h");
    model.node("GlobalAveragePool", {"h"}, "i");
    model.node("Flatten", {"i"}, "j");
    OnnxModel::attribute(model.node("Gemm", {"j", "w3"}), "transB", std::int64_t{1});
    return model;
}

} // namespace

TEST(Lowering, FoldsNormalisationAndShortcutsIntoTheProduct) {
    OnnxModel model = option_a_block();
    EXPECT_EQ(kinds(model),
              (std::vector<std::string>{"matrix product", "selection", "matrix product",
                                        "average pooling", "matrix product"}));
}

TEST(Lowering, WeightsShareARangeByOutputOrByLayer) {
    OnnxModel model({1, 1, 2, 2});
    model.floats("w", {2, 4}, {1, -0.5F, 0.25F, 0, 0.1F, 0.05F, 0, -0.1F});
    model.node("Flatten", {"x"}, "a");
    OnnxModel::attribute(model.node("Gemm", {"a", "w"}), "transB", std::int64_t{1});
    const nn::ImportedNetwork imported(model.graph(), {});
    nn::QuantisationSpec spec;
    const auto quantised = [&] {
        return imported.quantise(nn::drawn_images({1, 2, 2}, 4), 4, spec).ops.back();
    };
    const nn::QuantizedOp own = quantised(); // steps of 1/127 and 0.1/127
    EXPECT_EQ(own.weights, (std::vector<nn::Weight>{127, 127, -64, 64, 32, 0, 0, -127}));
    EXPECT_FLOAT_EQ(own.scale[0], 10 * own.scale[1]);
    spec.scale_by_output = false; // 12.7, 6.35 of the layer's 1/127
    const nn::QuantizedOp all = quantised();
    EXPECT_EQ(all.weights, (std::vector<nn::Weight>{127, 13, -64, 6, 32, 0, 0, -13}));
    EXPECT_EQ(all.scale[0], all.scale[1]);
    EXPECT_EQ(all.scale[0], own.scale[0]);
}

TEST(Lowering, KeepsTheLogitsOfAResidualBlock) {
    EXPECT_LT(loss(option_a_block(), {255, {0.4F, 0.5F, 0.6F}, {0.2F, 0.25F, 0.3F}}, {3, 8, 8}),
              0.03);
}

TEST(Lowering, KeepsTheLogitsOfSignedActivationsAndGroups) {
    OnnxModel model({1, 4, 9, 7});
    weights(model, "w1", {6, 2, 3, 3});
    weights(model, "b1", {6});
    weights(model, "w2", {6, 1, 3, 2});
    weights(model, "w3", {5, 6, 1, 1});
    weights(model, "w4", {4, 5 * 4 * 4}, 0.2F);
    auto &grouped = model.node("Conv", {"x", "w1", "b1"}, "a");
    OnnxModel::attribute(grouped, "group", std::int64_t{2});
    OnnxModel::attribute(grouped, "pads", {0, 1, 2, 0});
    auto &leaky = model.node("LeakyRelu", {"a"}, "b");
    OnnxModel::attribute(leaky, "alpha", 0.2F);
    auto &depthwise = model.node("Conv", {"b", "w2"}, "c");
    OnnxModel::attribute(depthwise, "group", std::int64_t{6});
    OnnxModel::attribute(depthwise, "dilations", {1, 2});
    OnnxModel::attribute(depthwise, "pads", {1, 1, 1, 1});
    OnnxModel::attribute(depthwise, "strides", {2, 1});
    model.node("HardSwish", {"c"}, "d");
    auto &pointwise = model.node("Conv", {"d", "w3"}, "e"); // no activation: signed
    static_cast<void>(pointwise);
    auto &pool = model.node("AveragePool", {"e"}, "f");
    OnnxModel::attribute(pool, "kernel_shape", {2, 3});
    model.node("Sigmoid", {"f"}, "g");
    model.node("Flatten", {"g"}, "h");
    OnnxModel::attribute(model.node("Gemm", {"h", "w4"}), "transB", std::int64_t{1});
    model.model().mutable_opset_import(0)->set_version(14);
    const nn::Dims before =
        model.graph().value(model.graph().maker(model.graph().output)->inputs[0]).shape;
    ASSERT_EQ(before, (nn::Dims{1, 80}));
    EXPECT_LT(loss(model, {255, {}, {}}, {4, 9, 7}), 0.05);
}

// Readers that want a border or none, behind other nodes that move nothing, or of the same slice.
TEST(Lowering, WhatSeveralReadIsPutTogetherOnce) {
    OnnxModel model({1, 2, 6, 6});
    weights(model, "w1", {4, 2, 3, 3});
    weights(model, "w2", {4, 2, 3, 3});
    weights(model, "w3", {3, 8, 3, 3});
    weights(model, "w4", {3, 8, 1, 1});
    weights(model, "w5", {3, 3, 1, 1});
    weights(model, "w6", {4, 3}, 0.4F);
    model.node("Conv", {"x", "w1"}, "a");
    model.node("Conv", {"x", "w2"}, "b");
    OnnxModel::attribute(model.node("Concat", {"a", "b"}, "c"), "axis", std::int64_t{1});
    OnnxModel::attribute(model.node("Conv", {"c", "w3"}, "d"), "pads", {1, 1, 1, 1});
    model.node("Relu", {"c"}, "e"); // no border
    model.node("Conv", {"e", "w4"}, "f");
    model.node("Identity", {"c"}, "g"); // moves nothing
    model.node("Conv", {"g", "w4"}, "h");
    model.integers("around", {0, 0, 1, 1, 0, 0, 1, 1});
    model.node("Pad", {"c", "around"}, "i"); // a border of its own
    model.node("Conv", {"i", "w3"}, "j");
    model.integers("first", {0});
    model.integers("fourth", {3});
    model.integers("axis", {1});
    model.node("Slice", {"b", "first", "fourth", "axis"}, "k");
    model.node("Slice", {"b", "first", "fourth", "axis"}, "l"); // the same once more
    model.node("Conv", {"k", "w5"}, "m");
    model.node("Sum", {"d", "f", "h", "j", "l", "m"}, "n");
    model.node("GlobalAveragePool", {"n"}, "o");
    model.node("Flatten", {"o"}, "p");
    OnnxModel::attribute(model.node("Gemm", {"p", "w6"}), "transB", std::int64_t{1});
    const std::vector<std::string> found = kinds(model);
    // The concatenation, what the ReLU makes of it, and the slice.
    EXPECT_EQ(std::count(found.begin(), found.end(), "selection"), 3);
    EXPECT_LT(loss(model, {255, {}, {}}, {2, 6, 6}), 0.05);
}

TEST(Lowering, KeepsTheLogitsOfConcatenationsAndShuffles) {
    OnnxModel model({1, 2, 6, 6});
    weights(model, "w1", {4, 2, 3, 3});
    weights(model, "w2", {4, 2, 1, 1});
    weights(model, "w3", {4, 8}, 0.4F);
    weights(model, "s", {8, 1, 1}, 0.4F, 1);
    weights(model, "o", {1, 8, 1, 1}, 0.4F);
    OnnxModel::attribute(model.node("Conv", {"x", "w1"}, "a"), "pads", {1, 1, 1, 1});
    model.node("Conv", {"x", "w2"}, "b");
    model.node("Relu", {"a"}, "c");
    OnnxModel::attribute(model.node("Concat", {"b", "c"}, "d"), "axis", std::int64_t{1});
    model.integers("apart", {1, 2, 4, 6, 6});
    model.integers("whole", {0, 8, 6, -1});
    model.node("Reshape", {"d", "apart"}, "e");
    OnnxModel::attribute(model.node("Transpose", {"e"}, "f"), "perm", {0, 2, 1, 3, 4});
    model.node("Reshape", {"f", "whole"}, "g");
    model.node("Mul", {"g", "s"}, "h");
    model.node("Add", {"h", "o"}, "i");
    model.node("Relu", {"i"}, "j");
    auto &pool = model.node("MaxPool", {"j"}, "k");
    OnnxModel::attribute(pool, "kernel_shape", {3, 3});
    OnnxModel::attribute(pool, "strides", {2, 2});
    OnnxModel::attribute(pool, "ceil_mode", std::int64_t{1});
    model.node("GlobalAveragePool", {"k"}, "l");
    model.node("Flatten", {"l"}, "m");
    OnnxModel::attribute(model.node("Gemm", {"m", "w3"}, "n"), "transB", std::int64_t{1});
    model.node("Softmax", {"n"});
    const nn::ImportedNetwork imported(model.graph(), {255, {}, {}});
    const nn::Images seen = nn::drawn_images({2, 6, 6}, 8);
    const nn::QuantizedNetwork integers = imported.quantise(seen, 8, {});
    EXPECT_EQ(integers.classes, 4);
    EXPECT_EQ(integers.ops.back().name, "n_n");
    EXPECT_TRUE(integers.ops.back().softmax); // its vector unit does that, too
}

TEST(Lowering, RefusesASoftmaxThatIsNotOverAllClasses) {
    OnnxModel model({1, 2, 2, 2});
    weights(model, "w", {4, 2, 2, 2});
    model.node("Conv", {"x", "w"}, "a");
    OnnxModel::attribute(model.node("Softmax", {"a"}, "b"), "axis",
                         std::int64_t{-1}); // 1 x 4 x 1 x 1
    model.node("Flatten", {"b"});
    const std::string message = error_text([&] { kinds(model); });
    EXPECT_NE(message.find("it is not over all classes"), std::string::npos) << message;
}

TEST(Lowering, AConcatenationThatSeveralConvolutionsReadIsMadeOnce) {
    OnnxModel model({1, 2, 4, 4});
    weights(model, "w", {4, 2, 1, 1});
    weights(model, "v", {4, 8, 1, 1});
    model.node("Conv", {"x", "w"}, "a");
    model.node("Relu", {"a"}, "b");
    OnnxModel::attribute(model.node("Concat", {"b", "b"}, "c"), "axis", std::int64_t{1});
    model.node("Conv", {"c", "v"}, "d");
    model.node("Conv", {"c", "v"}, "e");
    model.node("Add", {"d", "e"}, "f");
    model.node("GlobalAveragePool", {"f"});
    const std::vector<std::string> found = kinds(model);
    EXPECT_EQ(std::count(found.begin(), found.end(), "selection"), 1);
}

TEST(Lowering, RefusesWhatNoChipRunsByNodeAndReason) {
    OnnxModel shares({1, 3, 4, 4});
    weights(shares, "w", {2, 3, 4, 4});
    OnnxModel::attribute(shares.node("Softmax", {"x"}, "a"), "axis", std::int64_t{2});
    shares.node("Conv", {"a", "w"});
    EXPECT_EQ(refusal(shares), "node n_a (Softmax): a softmax along another axis than the channels "
                               "or the last one");

    OnnxModel attention({1, 2, 4, 4});
    attention.node("Sigmoid", {"x"}, "a");
    attention.node("Div", {"x", "a"});
    EXPECT_EQ(refusal(attention), "node n_y (Div): two activations meet in a way that the vector "
                                  "unit does not know");

    OnnxModel cropped({1, 2, 4, 4});
    weights(cropped, "w", {2, 2, 2, 2});
    cropped.integers("starts", {1, 1});
    cropped.integers("ends", {3, 3});
    cropped.integers("axes", {2, 3});
    cropped.node("Slice", {"x", "starts", "ends", "axes"}, "a");
    cropped.node("Conv", {"a", "w"});
    EXPECT_EQ(refusal(cropped), "node n_a (Slice): maps of different sizes, or a part of a map "
                                "that does not begin at its corner");
}

TEST(Lowering, AProductOverTheLastDimensionOfAMapTurnsIt) {
    OnnxModel model({1, 2, 3, 4});
    weights(model, "w", {4, 5});
    model.node("MatMul", {"x", "w"});
    EXPECT_EQ(kinds(model), (std::vector<std::string>{"rearrangement", "matrix product"}));
    EXPECT_EQ(nn::network_shape(model.graph(), {}).ops.back().out.pixels(), 6);
}

// What lies beyond the padding is nothing, not zero.
TEST(Lowering, TakesAMeanOfSignedCodesBeyondTheLowerEdge) {
    OnnxModel model({1, 2, 5, 5});
    weights(model, "w1", {3, 2, 1, 1});
    weights(model, "w2", {4, 3 * 3 * 3});
    model.node("Conv", {"x", "w1"}, "a"); // no activation: signed
    auto &pool = model.node("AveragePool", {"a"}, "b");
    OnnxModel::attribute(pool, "kernel_shape", {2, 2});
    OnnxModel::attribute(pool, "strides", {2, 2});
    OnnxModel::attribute(pool, "ceil_mode", std::int64_t{1});
    OnnxModel::attribute(pool, "count_include_pad", std::int64_t{1});
    model.node("Flatten", {"b"}, "c");
    OnnxModel::attribute(model.node("Gemm", {"c", "w2"}), "transB", std::int64_t{1});
    EXPECT_LT(loss(model, {255, {}, {}}, {2, 5, 5}), 0.03);
}

TEST(Lowering, TakesAMeanOfSignedCodesAndTheZerosOfItsPadding) {
    OnnxModel model({1, 2, 5, 5});
    weights(model, "w1", {3, 2, 1, 1});
    weights(model, "w2", {4, 3 * 3 * 3});
    model.node("Conv", {"x", "w1"}, "a"); // no activation: signed
    auto &pool = model.node("AveragePool", {"a"}, "b");
    OnnxModel::attribute(pool, "kernel_shape", {2, 2});
    OnnxModel::attribute(pool, "strides", {2, 2});
    OnnxModel::attribute(pool, "pads", {0, 0, 1, 1});
    OnnxModel::attribute(pool, "count_include_pad", std::int64_t{1});
    model.node("Flatten", {"b"}, "c");
    OnnxModel::attribute(model.node("Gemm", {"c", "w2"}), "transB", std::int64_t{1});
    EXPECT_LT(loss(model, {255, {}, {}}, {2, 5, 5}), 0.03);
    EXPECT_LT(loss(model, {255, {0.4F}, {0.2F}}, {2, 5, 5}), 0.03);
}

TEST(Lowering, AShapeAloneIsRefusedForWhatItsNetworkIsRefusedFor) {
    OnnxModel model({1, 2, 187, 188});
    weights(model, "w", {2 * 187 * 188, 4});
    model.node("Flatten", {"x"}, "a");
    model.node("MatMul", {"a", "w"});
    const nn::ImportedNetwork imported(model.graph(), {255, {}, {}});
    const std::string reason = error_text([&] {
        imported.quantise(nn::drawn_images({2, 187, 188}, 4), 4, {});
    });
    EXPECT_EQ(reason, "op n_y: a sum of products may exceed 32 bits"); // 70,312 x 127 x 255
    EXPECT_EQ(error_text([&] { nn::network_shape(imported.graph(), {}); }), reason);
}

TEST(Lowering, NamesAValueThatIsNotANumber) {
    OnnxModel model({1, 4});
    model.floats("one", {4}, {1, 1, std::nanf(""), 1});
    weights(model, "w", {4, 2});
    model.node("Mul", {"x", "one"}, "a");
    model.node("MatMul", {"a", "w"});
    const nn::ImportedNetwork imported(model.graph(), {255, {}, {}});
    EXPECT_EQ(error_text([&] {
                  imported.quantise(nn::drawn_images({4, 1, 1}, 2), 2, {});
              }),
              "value a is not finite");
}
