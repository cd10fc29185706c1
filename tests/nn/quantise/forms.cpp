// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/graph_output.h"
#include "tests/error_text.h"
#include "tests/nn/lowered.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace nn;

/// A convolution of kernel 5 in one dimension, a maximum, a linear layer, as PyTorch writes them;
/// `flat`: the same in two dimensions of height 1.
OnnxModel along_a_line(bool flat) {
    const auto sizes = [&](std::vector<std::int64_t> list) {
        if (flat)
            list.insert(list.begin() + static_cast<std::ptrdiff_t>(list.size() / 2), 1);
        return list;
    };
    OnnxModel model(flat ? Dims{1, 2, 1, 20} : Dims{1, 2, 20});
    draw(model, "w", flat ? Dims{8, 2, 1, 5} : Dims{8, 2, 5});
    draw(model, "f", {4, 40});
    auto &conv = model.node("Conv", {"x", "w"}, "a");
    OnnxModel::attribute(conv, "pads",
                         flat ? std::vector<std::int64_t>{0, 2, 0, 2}
                              : std::vector<std::int64_t>{2, 2});
    OnnxModel::attribute(conv, "strides", flat ? sizes({2}) : std::vector<std::int64_t>{2});
    model.node("Relu", {"a"}, "b");
    auto &pool = model.node("MaxPool", {"b"}, "c");
    OnnxModel::attribute(pool, "kernel_shape", flat ? sizes({2}) : std::vector<std::int64_t>{2});
    OnnxModel::attribute(pool, "strides", flat ? sizes({2}) : std::vector<std::int64_t>{2});
    model.node("Flatten", {"c"}, "d");
    OnnxModel::attribute(model.node("Gemm", {"d", "f"}), "transB", std::int64_t{1});
    return model;
}

TEST(Lines, AreMapsOfHeightOne) {
    const Shape image{2, 1, 20};
    EXPECT_LT(loss(along_a_line(false), {}, image), 0.03);
    const QuantizedNetwork line = network_shape(along_a_line(false).graph(), {});
    const QuantizedNetwork map = network_shape(along_a_line(true).graph(), {});
    ASSERT_EQ(line.ops.size(), map.ops.size());
    for (std::size_t i = 0; i < line.ops.size(); ++i) {
        EXPECT_EQ(line.ops[i].kernel_width, map.ops[i].kernel_width);
        EXPECT_EQ(line.ops[i].kernel_height, map.ops[i].kernel_height);
        EXPECT_EQ(line.ops[i].stride_width, map.ops[i].stride_width);
        EXPECT_EQ(line.ops[i].padding_left, map.ops[i].padding_left);
        EXPECT_EQ(line.ops[i].padding_top, 0);
        EXPECT_EQ(line.ops[i].out.width, map.ops[i].out.width);
    }
}

/// What Keras makes of a Conv1D and a MaxPooling1D: length x channels, turned for the convolution;
/// the pooling slides over a height.
OnnxModel of_keras(bool unsqueezed) {
    OnnxModel model({1, 12, 3});
    draw(model, "w", unsqueezed ? Dims{6, 3, 1, 3} : Dims{6, 3, 3});
    draw(model, "f", {4, 30});
    model.integers("one", {1});
    model.integers("two", {2});
    model.integers("three", {3});
    if (unsqueezed) {
        model.node("Unsqueeze", {"x", "one"}, "t0");
        OnnxModel::attribute(model.node("Transpose", {"t0"}, "t"), "perm", {0, 3, 1, 2});
        model.node("Conv", {"t", "w"}, "c0");
        model.node("Squeeze", {"c0", "two"}, "c");
    } else {
        OnnxModel::attribute(model.node("Transpose", {"x"}, "t"), "perm", {0, 2, 1});
        model.node("Conv", {"t", "w"}, "c");
    }
    model.node("Relu", {"c"}, "r");
    model.node("Unsqueeze", {"r", "three"}, "u");
    auto &pool = model.node("MaxPool", {"u"}, "p");
    OnnxModel::attribute(pool, "kernel_shape", {2, 1});
    OnnxModel::attribute(pool, "strides", {2, 1});
    model.node("Squeeze", {"p", "three"}, "q");
    OnnxModel::attribute(model.node("Transpose", {"q"}, "v"), "perm", {0, 2, 1});
    model.node("Flatten", {"v"}, "g");
    OnnxModel::attribute(model.node("Gemm", {"g", "f"}), "transB", std::int64_t{1});
    return model;
}

TEST(Lines, OfKerasHaveTheirChannelsLast) {
    for (const bool unsqueezed : {false, true}) {
        const QuantizedNetwork shape = network_shape(of_keras(unsqueezed).graph(), {});
        EXPECT_EQ(shape.input.channels, 3);
        EXPECT_EQ(shape.input.width, 12);
        EXPECT_EQ(shape.ops.size(), 3U); // convolution, pooling, linear layer
        EXPECT_LT(loss(of_keras(unsqueezed), {}, {3, 1, 12}), 0.02);
    }
}

TEST(Lines, AsLongAsTheyHaveChannelsAreReadTheWayTheNetworkTurnsThem) {
    OnnxModel model({1, 3, 3});
    draw(model, "w", {4, 3, 1});
    OnnxModel::attribute(model.node("Transpose", {"x"}, "t"), "perm", {0, 2, 1});
    model.node("Conv", {"t", "w"});
    EXPECT_EQ(input_pixels(model.graph(), {3, 1, 3}),
              (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
    OnnxModel plain({1, 3, 3});
    draw(plain, "w", {4, 3, 1});
    plain.node("Conv", {"x", "w"});
    EXPECT_EQ(input_pixels(plain.graph(), {3, 1, 3}),
              (std::vector<int>{0, 3, 6, 1, 4, 7, 2, 5, 8}));
}

/// One output behind an activation.
OnnxModel one_output(const std::string &activation) {
    OnnxModel model({1, 4});
    draw(model, "w", {4, 1});
    model.floats("b", {1}, {-0.2F});
    model.node("MatMul", {"x", "w"}, "a");
    model.node("Add", {"a", "b"}, "c");
    model.node(activation, {"c"}, "d");
    model.node("Identity", {"d"});
    return model;
}

TEST(Heads, ASigmoidLeavesTheShareOfClassOne) {
    EXPECT_LT(loss(one_output("Sigmoid"), {}, {4, 1, 1}), 0.01);
    EXPECT_EQ(classes_told_apart(one_output("Sigmoid").graph()), 2);
    EXPECT_EQ(classes_told_apart(one_output("HardSigmoid").graph()), 2);
    EXPECT_EQ(classes_told_apart(one_output("Tanh").graph()), 1);
    const float shares[] = {0.49F, 0.5F, 0.51F};
    EXPECT_EQ(predicted_class(&shares[0], 1), 0);
    EXPECT_EQ(predicted_class(&shares[1], 1), 0);
    EXPECT_EQ(predicted_class(&shares[2], 1), 1);
    EXPECT_EQ(predicted_class(&shares[0], 3), 2);
}

TEST(Heads, TheFloatNetworkNamesClassOneAboveAHalf) {
    OnnxModel model({1, 1}); // sigmoid(10 x - 5): above a half from pixel 128 on
    model.floats("w", {1, 1}, {10});
    model.floats("b", {1}, {-5});
    model.node("Gemm", {"x", "w", "b"}, "a");
    model.node("Sigmoid", {"a"});
    Images images;
    images.shape = {1, 1, 1};
    images.classes = 2;
    images.pixels = {0, 127, 128, 255};
    images.labels = {0, 0, 1, 0};
    EXPECT_EQ(ImportedNetwork(model.graph(), {}).float_accuracy(images, 4, 1), 0.75);
}

TEST(Heads, SeveralSigmoidsAreAsManyClasses) {
    OnnxModel model({1, 4});
    draw(model, "w", {4, 3});
    model.node("MatMul", {"x", "w"}, "a");
    model.node("Sigmoid", {"a"});
    EXPECT_LT(loss(model, {}, {4, 1, 1}), 0.01);
    EXPECT_EQ(classes_told_apart(model.graph()), 3);
}

/// Two convolutions and no more.
OnnxModel two_convolutions() {
    OnnxModel model({1, 2, 6, 6});
    draw(model, "w1", {4, 2, 3, 3});
    draw(model, "w2", {3, 4, 3, 3});
    model.node("Conv", {"x", "w1"}, "a");
    model.node("Conv", {"a", "w2"}, "b");
    OnnxModel::attribute(model.node("Transpose", {"b"}), "perm", {0, 2, 3, 1});
    return model;
}

TEST(Heads, AMapAsOutputIsForTimeOnly) {
    const QuantizedNetwork shape = network_shape(two_convolutions().graph(), {});
    ASSERT_EQ(shape.ops.size(), 2U);
    EXPECT_EQ(shape.classes, 0);
    EXPECT_FALSE(shape.ops.back().logits);
    EXPECT_EQ(shape.ops.back().out.pixels(), 4);
    EXPECT_EQ(classes_told_apart(two_convolutions().graph()), 0);
    EXPECT_EQ(error_text([] {
                  loss(two_convolutions(), {}, {2, 6, 6});
              }),
              "node n_b (Conv): the last layer must be a product or an average over a map");
}

/// Six classes as 2 x 3, turned: class 1 takes the place of class 2, and so on.
OnnxModel turned_classes(const std::vector<std::int64_t> &perm) {
    OnnxModel model({1, 5});
    draw(model, "w", {5, 6});
    model.integers("rows", {1, 2, 3});
    model.node("MatMul", {"x", "w"}, "a");
    model.node("Reshape", {"a", "rows"}, "b");
    OnnxModel::attribute(model.node("Transpose", {"b"}, "c"), "perm", perm);
    model.node("Flatten", {"c"});
    return model;
}

TEST(Heads, ATransposeThatMixesClassesIsNotLeftOut) {
    EXPECT_LT(loss(turned_classes({1, 0, 2}), {}, {5, 1, 1}), 0.01); // the order stays
    EXPECT_EQ(error_text([] {
                  loss(turned_classes({0, 2, 1}), {}, {5, 1, 1});
              }),
              "node n_c (Transpose): the last layer must be a product or an average over a map");
}

/// A convolution whose output a file quantises to codes that begin at zero, as it does once the
/// quantiser has left out the ReLU between; `behind` makes "m" of "d".
template <class Behind> OnnxModel without_relu(Behind behind) {
    OnnxModel model({1, 2, 6, 6});
    draw(model, "w", {4, 2, 3, 3});
    draw(model, "f", {4, 5});
    model.floats("s", {}, {0.01F});
    model.stored("z", onnx::TensorProto::UINT8, {}, {0});
    model.node("Conv", {"x", "w"}, "a");
    model.node("QuantizeLinear", {"a", "s", "z"}, "q");
    model.node("DequantizeLinear", {"q", "s", "z"}, "d");
    behind(model);
    model.node("GlobalAveragePool", {"m"}, "g");
    model.node("Flatten", {"g"}, "l");
    model.node("MatMul", {"l", "f"});
    return model;
}

TEST(Codes, MeanWhatTheyMeantWhereTheyWereMade) {
    const OnnxModel model = without_relu([](OnnxModel &other) {
        other.floats("t", {}, {0.02F});
        other.node("QuantizeLinear", {"d", "s", "z"}, "r");
        other.node("DequantizeLinear", {"r", "t", "z"}, "m");
    });
    EXPECT_EQ(error_text([&] {
                  loss(model, {}, {2, 6, 6});
              }),
              "node n_m (DequantizeLinear): its scale or zero is not that of the QuantizeLinear "
              "ahead of it");
}

TEST(Codes, ThatBeginAtZeroCutOffAsAReLUDoes) {
    const auto scaled = [](OnnxModel &model) {
        draw(model, "b", {1, 4, 1, 1});
        model.node("Mul", {"d", "b"}, "m");
    };
    const auto added = [](OnnxModel &model) {
        draw(model, "v", {4, 2, 3, 3}, 0.4F);
        model.node("Conv", {"x", "v"}, "b");
        model.node("Add", {"d", "b"}, "m");
    };
    const auto bent = [](OnnxModel &model) { model.node("Elu", {"d"}, "m"); };
    EXPECT_LT(loss(without_relu(scaled), {}, {2, 6, 6}), 0.03);
    EXPECT_LT(loss(without_relu(added), {}, {2, 6, 6}), 0.06);
    EXPECT_LT(loss(without_relu(bent), {}, {2, 6, 6}), 0.03);
}

TEST(Codes, TakeNoOpOfTheirOwnBehindAConvolution) {
    const OnnxModel model =
        without_relu([](OnnxModel &made) { made.node("Identity", {"d"}, "m"); });
    EXPECT_EQ(network_shape(model.graph(), {}).ops.size(), 3U); // convolution, mean, product
}

} // namespace
