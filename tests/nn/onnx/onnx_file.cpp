// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/onnx_model.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <onnx/checker.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

using nn::OnnxModel;
using nn::small_convolution;

TEST(Onnx, ReadsAConvolutionByHand) {
    std::vector<float> x(16, 0.0F);
    x[5] = 16; // reaches nine windows
    const std::vector<float> y = small_convolution().run(x);
    EXPECT_FLOAT_EQ(y[0], (9 * 9.0F + 7) / 16); // 8 + 1 in nine pixels, 1 in the others
    EXPECT_FLOAT_EQ(y[1], 9 * 7.0F / 16);
}

TEST(Onnx, OpenBatchIsOne) {
    OnnxModel model = small_convolution();
    auto *input = model.model().mutable_graph()->mutable_input(0)->mutable_type();
    auto *shape = input->mutable_tensor_type()->mutable_shape();
    shape->mutable_dim(0)->set_dim_param("N");
    EXPECT_EQ(model.graph().input_shape(), (nn::Dims{1, 1, 4, 4}));
    shape->mutable_dim(2)->set_dim_param("H");
    EXPECT_EQ(model.fault(), "small.onnx: input x: the size of dimension 3 is not given");
}

TEST(Onnx, FollowsTheShapeOfAViewThroughWholeNumbers) {
    OnnxModel model({1, 2, 3, 3});
    model.node("Shape", {"x"}, "s");
    model.integers("first", {0});
    model.node("Gather", {"s", "first"}, "batch");
    model.integers("open", {-1});
    OnnxModel::attribute(model.node("Concat", {"batch", "open"}, "to"), "axis", std::int64_t{0});
    model.node("Reshape", {"x", "to"});
    EXPECT_EQ(model.graph().output_shape(), (nn::Dims{1, 18}));
}

TEST(Onnx, TakesTheFirstDimensionOfTheInputAsTheBatchWhateverItsSize) {
    OnnxModel model({789444, 4}, 9);
    model.floats("w", {2, 4}, {1, 0, 0, 0, 0, 0, 0, 1});
    model.floats("b", {2}, {1, 2});
    OnnxModel::attribute(model.node("Gemm", {"x", "w", "b"}, "a"), "transB", std::int64_t{1});
    OnnxModel::attribute(model.node("Softmax", {"a"}), "axis", std::int64_t{1});
    EXPECT_EQ(model.graph().input_shape(), (nn::Dims{1, 4}));
    EXPECT_EQ(model.graph().output_shape(), (nn::Dims{1, 2}));
    const std::vector<float> y = model.run({1, 5, 6, 1}); // of logits 2 and 3
    EXPECT_NEAR(y[1], 1 / (1 + std::exp(-1.0F)), 1e-6F);
}

TEST(Onnx, TakesTheBatchOutOfTheShapesOfViews) {
    for (const std::vector<std::int64_t> &sizes :
         {std::vector<std::int64_t>{8, 12}, {8, -1}, {-1, 12}, {0, 12}}) {
        OnnxModel model({8, 3, 2, 2});
        model.integers("sizes", sizes);
        model.node("Reshape", {"x", "sizes"});
        EXPECT_EQ(model.graph().output_shape(), (nn::Dims{1, 12}));
    }
    OnnxModel folded({8, 3, 2, 2}); // the batch and the rows of each image
    folded.integers("sizes", {48, 2});
    folded.node("Reshape", {"x", "sizes"});
    EXPECT_EQ(folded.graph().output_shape(), (nn::Dims{6, 2}));
}

TEST(Onnx, WritesTheBatchThatTheFileHad) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "net.onnx").string();
    OnnxModel model({8, 3, 2, 2});
    model.integers("sizes", {8, 12});
    model.node("Reshape", {"x", "sizes"});
    nn::write_onnx(model.graph(), file);
    onnx::ModelProto written;
    std::ifstream in(file, std::ios::binary);
    ASSERT_TRUE(written.ParseFromIstream(&in));
    EXPECT_EQ(written.graph().input(0).type().tensor_type().shape().dim(0).dim_value(), 8);
    EXPECT_EQ(written.graph().output(0).type().tensor_type().shape().dim(0).dim_value(), 8);
    EXPECT_EQ(nn::read_onnx(file).output_shape(), (nn::Dims{1, 12}));
}

TEST(Onnx, WritesWhatItReadsBitForBit) {
    const TemporaryFolder folder;
    nn::Graph first = small_convolution().graph();
    first.metadata["crossweave.mean"] = "0.5";
    const std::string file = (folder.path() / "net.onnx").string();
    nn::write_onnx(first, file);
    const nn::Graph second = nn::read_onnx(file);
    EXPECT_EQ(second.metadata, first.metadata);
    ASSERT_EQ(second.nodes.size(), first.nodes.size());
    for (std::size_t i = 0; i < first.nodes.size(); ++i)
        EXPECT_EQ(second.nodes[i].title(), first.nodes[i].title());
    std::vector<float> x;
    for (int i = 0; i < 16; ++i)
        x.push_back(0.1F * static_cast<float>(i * i % 7));
    nn::GraphRunner a(first), b(second);
    const float *y = a.run(x.data()), *again = b.run(x.data());
    EXPECT_TRUE(std::equal(y, y + 2, again));

    onnx::ModelProto model;
    std::ifstream written(file, std::ios::binary);
    ASSERT_TRUE(model.ParseFromIstream(&written));
    EXPECT_NO_THROW(onnx::checker::check_model(model));
}

TEST(Onnx, TakesAViewToTheEndOfADimension) {
    OnnxModel model({1, 4});
    model.integers("one", {1});
    model.integers("end", {std::numeric_limits<std::int64_t>::max()}); // x[:, 1:] of PyTorch
    model.node("Slice", {"x", "one", "end", "one"});
    EXPECT_EQ(model.run({5, 6, 7, 8}), (std::vector<float>{6, 7, 8}));
}
