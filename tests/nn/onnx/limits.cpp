// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/onnx_model.h"

#include <gtest/gtest.h>

using nn::OnnxModel;
using nn::small_convolution;

TEST(Onnx, RefusesGiantShapesBeforeAllocating) {
    OnnxModel input({1, 1 << 20, 1 << 20});
    input.node("Relu", {"x"});
    EXPECT_EQ(input.fault(), "small.onnx: input x: shape 1x1048576x1048576 has more than 268435456 "
                             "values");

    OnnxModel padded({1, 1, 4, 4});
    padded.integers("pads", {0, 0, 0, 0, 0, 0, 1 << 27, 1 << 27});
    padded.node("Pad", {"x", "pads"});
    EXPECT_EQ(padded.fault(), "small.onnx: node n_y (Pad): shape 1x1x134217732x134217732 has more "
                              "than 268435456 values");

    OnnxModel stored({1, 4});
    stored.node("Add", {"x", "w"});
    stored.floats("w", {1 << 14, 1 << 14, 1 << 14}, {1});
    EXPECT_EQ(stored.fault(), "small.onnx: tensor w: shape 16384x16384x16384 has more than "
                              "268435456 values");

    OnnxModel filled({1, 4});
    filled.integers("sizes", {1 << 20, 1 << 20});
    filled.node("ConstantOfShape", {"sizes"}, "w");
    filled.node("Add", {"x", "w"});
    EXPECT_EQ(filled.fault(), "small.onnx: node n_w (ConstantOfShape): shape 1048576x1048576 has "
                              "more than 268435456 values");
}

TEST(Onnx, RefusesWholeNumbersWhereFloatsAreNeeded) {
    OnnxModel sum({1, 4});
    sum.integers("w", {1, 2, 3, 4});
    sum.node("Add", {"x", "w"});
    EXPECT_EQ(sum.fault(), "small.onnx: node n_y (Add): input 2 is whole numbers where floats are "
                           "needed");

    OnnxModel bound({1, 4});
    bound.integers("least", {0});
    bound.node("Clip", {"x", "least"});
    EXPECT_EQ(bound.fault(), "small.onnx: node n_y (Clip): input 2 is whole numbers where floats "
                             "are needed");

    OnnxModel weights = small_convolution();
    auto *stored = weights.model().mutable_graph()->mutable_initializer(0);
    stored->set_data_type(onnx::TensorProto::INT64);
    stored->clear_float_data();
    for (int i = 0; i < 18; ++i)
        stored->add_int64_data(1);
    EXPECT_EQ(weights.fault(), "small.onnx: node n_c (Conv): input 2 is whole numbers where floats "
                               "are needed");
}

TEST(Onnx, RefusesValuesWithoutEntries) {
    OnnxModel cut({1, 4});
    cut.integers("at", {2});
    cut.integers("axis", {1});
    cut.node("Slice", {"x", "at", "at", "axis"});
    EXPECT_EQ(cut.fault(), "small.onnx: node n_y (Slice): a result of shape 1x0, which has no "
                           "entries");

    OnnxModel convolution({1, 3, 4, 4});
    convolution.floats("w", {0, 3, 3, 3}, {});
    convolution.node("Conv", {"x", "w"});
    EXPECT_EQ(convolution.fault(), "small.onnx: node n_y (Conv): input 2 has no entries");
}

TEST(Onnx, RefusesManyDimensionsAndManyWholeNumbers) {
    OnnxModel deep({1, 1, 1, 1, 1, 1, 1, 1, 4});
    deep.node("Relu", {"x"});
    EXPECT_EQ(deep.fault(), "small.onnx: input x: more than 8 dimensions");

    OnnxModel stored({1, 4});
    stored.floats("w", nn::Dims(9, 1), {1});
    stored.node("Add", {"x", "w"});
    EXPECT_EQ(stored.fault(), "small.onnx: tensor w: more than 8 dimensions");

    OnnxModel reshaped({1, 4});
    reshaped.integers("to", {1, 1, 1, 1, 1, 1, 1, 1, 4});
    reshaped.node("Reshape", {"x", "to"});
    EXPECT_EQ(reshaped.fault(),
              "small.onnx: node n_y (Reshape): a result of more than 8 dimensions");

    OnnxModel large({1, 1, 1 << 13, 1 << 13});
    large.node("Relu", {"x"});
    EXPECT_EQ(large.fault(), "small.onnx: input x: shape 1x1x8192x8192 has more than 16777216 "
                             "values");

    const auto filled = [](std::int64_t size, int copies) {
        OnnxModel model({1, 4});
        model.integers("size", {size});
        for (int i = 0; i < copies; ++i) {
            auto &node = model.node("ConstantOfShape", {"size"}, "v" + std::to_string(i));
            auto *value = node.add_attribute();
            value->set_name("value");
            value->set_type(onnx::AttributeProto::TENSOR);
            value->mutable_t()->set_data_type(onnx::TensorProto::INT64);
            value->mutable_t()->add_dims(1);
            value->mutable_t()->add_int64_data(1);
        }
        auto &all = model.node("Concat", {}, "all");
        for (int i = 0; i < copies; ++i)
            all.add_input("v" + std::to_string(i));
        OnnxModel::attribute(all, "axis", std::int64_t{0});
        model.node("Reshape", {"x", "all"});
        return model;
    };
    EXPECT_EQ(filled((1 << 16) + 1, 1).fault(),
              "small.onnx: node n_v0 (ConstantOfShape): too many whole numbers");
    EXPECT_EQ(filled(1 << 16, 65).fault(), "small.onnx: node n_v64 (ConstantOfShape): the network "
                                           "computes more than 4194304 whole numbers up to here");
}

TEST(Onnx, ComputesEachConstantOnce) {
    OnnxModel model({1, 1});
    model.floats("c0", {1}, {1});
    for (int i = 0; i < 60; ++i) {
        const std::string last = "c" + std::to_string(i);
        model.node("Add", {last, last}, "c" + std::to_string(i + 1));
    }
    std::string last = "c60";
    for (int i = 0; i < 100000; ++i) {
        const std::string next = "i" + std::to_string(i);
        model.node("Identity", {last}, next);
        last = next;
    }
    model.node("Mul", {"x", last});
    const nn::Graph graph = model.graph();
    const nn::Constants constants(graph);
    const int product = graph.maker(graph.output)->inputs[1];
    EXPECT_EQ(constants.tensor(product).values, std::vector<float>{0x1p60F});
}
