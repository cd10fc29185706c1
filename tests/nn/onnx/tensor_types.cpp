// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/onnx_tensor.h"
#include "nn/quantise/imported_network.h"
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <onnx/checker.h>

#include <cmath>
#include <fstream>

namespace {

using nn::OnnxModel;
using Type = onnx::TensorProto;

/// What a tensor of the type holds, given as its list of whole numbers (bits of floats).
std::vector<float> read(Type::DataType type, const std::vector<int> &bits) {
    onnx::TensorProto tensor;
    tensor.set_data_type(type);
    tensor.add_dims(static_cast<std::int64_t>(bits.size()));
    for (const int one : bits)
        tensor.add_int32_data(one);
    return std::get<nn::Tensor>(nn::read_tensor(tensor, "t").values).values;
}

TEST(TensorTypes, FloatsOfAllWidthsAndCodesAreRead) {
    EXPECT_EQ(read(Type::FLOAT16, {0x3c00, 0xc000, 0x3555, 0x0001}),
              (std::vector<float>{1, -2, 0.333251953125F, std::ldexp(1.0F, -24)}));
    EXPECT_EQ(read(Type::BFLOAT16, {0x3f80, 0xc040}), (std::vector<float>{1, -3}));
    EXPECT_EQ(read(Type::INT8, {-128, 127}), (std::vector<float>{-128, 127}));
    EXPECT_EQ(read(Type::UINT8, {0, 255}), (std::vector<float>{0, 255}));
    onnx::TensorProto twice;
    twice.set_data_type(Type::DOUBLE);
    twice.add_dims(2);
    const double values[] = {0.1, -1e-50};
    twice.set_raw_data(values, sizeof values);
    EXPECT_EQ(std::get<nn::Tensor>(nn::read_tensor(twice, "t").values).values,
              (std::vector<float>{0.1F, 0}));
    twice.set_raw_data(values, 12);
    EXPECT_EQ(error_text([&] { nn::read_tensor(twice, "t"); }), "t: 1 values, its shape has 2");
}

TEST(TensorTypes, WeightsInHalfPrecisionAreCast) {
    OnnxModel model({1, 2});
    model.stored("h", Type::FLOAT16, {2, 1}, {0x3c00, 0xc000}); // 1, -2
    OnnxModel::attribute(model.node("Cast", {"h"}, "w"), "to", std::int64_t{1});
    model.node("MatMul", {"x", "w"});
    EXPECT_EQ(model.run({5, 1}), (std::vector<float>{3}));
}

TEST(TensorTypes, AnActivationCastToHalfIsRoundedAlsoWhereItIsWritten) {
    OnnxModel model({1, 2});
    OnnxModel::attribute(model.node("Cast", {"x"}), "to", std::int64_t{10});
    const std::vector<float> right{0.333251953125F, 2048};
    EXPECT_EQ(model.run({1.0F / 3, 2049}), right);
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "net.onnx").string();
    nn::write_onnx(model.graph(), file);
    onnx::ModelProto written;
    std::ifstream in(file, std::ios::binary);
    ASSERT_TRUE(written.ParseFromIstream(&in));
    EXPECT_NO_THROW(onnx::checker::check_model(written));
    const nn::Graph again = nn::read_onnx(file);
    nn::GraphRunner runner(again);
    const std::vector<float> x{1.0F / 3, 2049};
    const float *y = runner.run(x.data());
    EXPECT_EQ(std::vector<float>(y, y + 2), right);
}

TEST(TensorTypes, ConstantWholeNumbersBecomeFloats) {
    OnnxModel model({1, 2});
    model.integers("n", {3, -4});
    OnnxModel::attribute(model.node("Cast", {"n"}, "f"), "to", std::int64_t{1});
    model.node("Mul", {"x", "f"});
    EXPECT_EQ(model.run({1, 2}), (std::vector<float>{3, -8}));
}

/// y = x W + b with W and b in codes: a scale for each output, or one for all.
OnnxModel dequantised(bool each) {
    OnnxModel model({1, 2});
    model.stored("w", Type::INT8, {2, 2}, {1, 2, -3, 4});
    model.floats("s", each ? nn::Dims{2} : nn::Dims{},
                 each ? std::vector<float>{0.5F, 2} : std::vector<float>{0.5F});
    model.stored("z", Type::INT8, each ? nn::Dims{2} : nn::Dims{},
                 each ? std::vector<int>{0, 1} : std::vector<int>{1});
    OnnxModel::attribute(model.node("DequantizeLinear", {"w", "s", "z"}, "W"), "axis",
                         std::int64_t{1});
    model.stored("b", Type::INT32, {2}, {100, -200});
    model.floats("sb", {}, {0.25F});
    model.node("DequantizeLinear", {"b", "sb"}, "B");
    model.node("MatMul", {"x", "W"}, "a");
    model.node("Add", {"a", "B"});
    return model;
}

TEST(TensorTypes, WeightsInCodesAreFolded) {
    // W = (0.5, 2; -1.5, 6), b = (25, -50)
    EXPECT_EQ(dequantised(true).run({10, 2}), (std::vector<float>{5 - 3 + 25, 20 + 12 - 50}));
    // W = (0, 0.5; -2, 1.5)
    EXPECT_EQ(dequantised(false).run({10, 2}), (std::vector<float>{-4 + 25, 5 + 3 - 50}));
    const nn::QuantizedNetwork shape = nn::network_shape(dequantised(true).graph(), {});
    EXPECT_EQ(shape.ops.size(), 1U); // all of it is one product
}

TEST(TensorTypes, CodesAreWrittenAsCodes) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "net.onnx").string();
    nn::write_onnx(dequantised(true).graph(), file);
    onnx::ModelProto written;
    std::ifstream in(file, std::ios::binary);
    ASSERT_TRUE(written.ParseFromIstream(&in));
    EXPECT_NO_THROW(onnx::checker::check_model(written));
    const nn::Graph again = nn::read_onnx(file);
    nn::GraphRunner runner(again);
    const std::vector<float> x{10, 2};
    const float *y = runner.run(x.data());
    EXPECT_EQ(std::vector<float>(y, y + 2), (std::vector<float>{27, -18}));
}

TEST(TensorTypes, ActivationsThatAreQuantisedAreRoundedAndClipped) {
    for (const Type::DataType type : {Type::UINT8, Type::INT8}) {
        OnnxModel model({1, 5});
        model.floats("s", {}, {0.5F});
        model.stored("z", type, {}, {10});
        model.node("QuantizeLinear", {"x", "s", "z"}, "q");
        model.node("DequantizeLinear", {"q", "s", "z"});
        const float low = type == Type::UINT8 ? -5 : -69,
                    high = type == Type::UINT8 ? 122.5F : 58.5F;
        EXPECT_EQ(model.run({0.25F, 0.75F, 0.8F, -1000, 1000}), // halves go to even codes
                  (std::vector<float>{0, 1, 1, low, high}));
    }
    OnnxModel mixed({1, 2});
    mixed.stored("w", Type::INT8, {2, 1}, {1, 2});
    mixed.node("MatMul", {"x", "w"});
    EXPECT_EQ(error_text([&] { mixed.graph(); }),
              "small.onnx: node n_y (MatMul): input 2 is whole numbers where floats are needed");
}

TEST(TensorTypes, ScalesOfActivationsAreTheirRanges) {
    OnnxModel model({1, 1, 2, 2});
    model.floats("w", {1, 1, 1, 1}, {1});
    model.floats("f", {1, 2}, {1, 2});
    model.node("Conv", {"x", "w"}, "a");
    model.floats("s", {}, {0.125F});
    model.stored("z", Type::UINT8, {}, {16});
    model.node("QuantizeLinear", {"a", "s", "z"}, "q");
    model.node("DequantizeLinear", {"q", "s", "z"}, "d");
    model.node("Conv", {"d", "w"}, "b");
    model.node("GlobalAveragePool", {"b"}, "c");
    model.node("Flatten", {"c"}, "e");
    model.node("MatMul", {"e", "f"});
    nn::Images images;
    images.shape = {1, 2, 2};
    images.classes = 2;
    images.pixels = {0, 10, 20, 255};
    images.labels = {0};
    nn::Normalisation shifted;
    shifted.mean = {0.5F};
    const nn::ImportedNetwork network(model.graph(), shifted);
    const nn::QuantizedNetwork integers = network.quantise(images, 1, {});
    ASSERT_GE(integers.ops.size(), 2U);
    // A code is worth 0.125, and code 16 stands for 0: pixels of 1/255 a code around 127.5.
    EXPECT_NEAR(integers.ops[0].scale[0] * 127, 1 / 255.0F / 0.125F, 1e-6F);
    EXPECT_NEAR(integers.ops[0].bias[0], 16 - 0.5F / 0.125F, 1e-4F);
}

TEST(TensorTypes, CodesHaveAZeroOfTheirType) {
    OnnxModel model({1, 2});
    model.floats("s", {}, {0.5F});
    model.floats("z", {}, {0});
    model.node("QuantizeLinear", {"x", "s", "z"});
    EXPECT_EQ(model.fault(),
              "small.onnx: node n_y (QuantizeLinear): its zero is of a type that is not supported; "
              "codes of 8 and 16 bits are");
}

TEST(TensorTypes, WhatNothingReadsMayBeOfAny) {
    OnnxModel model({1, 2});
    model.stored("text", onnx::TensorProto::STRING, {1}, {});
    model.stored("many", onnx::TensorProto::INT32, {1 << 15, 1 << 15}, {});
    auto *as_input = model.model().mutable_graph()->add_input(); // as files of version 3 list them
    as_input->set_name("text");
    model.node("Relu", {"x"});
    EXPECT_EQ(model.run({-1, 2}), (std::vector<float>{0, 2}));
    model.node("Add", {"y", "text"}, "z");
    EXPECT_EQ(model.fault(), "small.onnx: tensor text: tensors of type STRING are not supported; "
                             "floats and whole numbers are");
}

} // namespace
