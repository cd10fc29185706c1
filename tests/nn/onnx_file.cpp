// SPDX-License-Identifier: Apache-2.0
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <onnx/checker.h>

#include <algorithm>
#include <fstream>
#include <random>

namespace {

using nn::OnnxModel;

std::string fault(const OnnxModel &model) {
    return error_text([&] { model.graph(); });
}

/// A convolution, its bias and a pooling.
OnnxModel small() {
    OnnxModel model({1, 1, 4, 4});
    model.floats("w", {2, 1, 3, 3}, std::vector<float>(18, 0.5F));
    model.floats("b", {2}, {1, -1});
    OnnxModel::attribute(model.node("Conv", {"x", "w", "b"}, "c"), "pads", {1, 1, 1, 1});
    model.node("Relu", {"c"}, "r");
    model.node("GlobalAveragePool", {"r"});
    return model;
}

} // namespace

TEST(Onnx, ReadsAConvolutionByHand) {
    std::vector<float> x(16, 0.0F);
    x[5] = 16; // reaches nine windows
    const std::vector<float> y = small().run(x);
    EXPECT_FLOAT_EQ(y[0], (9 * 9.0F + 7) / 16); // 8 + 1 in nine pixels, 1 in the others
    EXPECT_FLOAT_EQ(y[1], 9 * 7.0F / 16);
}

TEST(Onnx, OpenBatchIsOne) {
    OnnxModel model = small();
    model.model()
        .mutable_graph()
        ->mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->mutable_dim(0)
        ->set_dim_param("N");
    EXPECT_EQ(model.graph().input_shape(), (nn::Dims{1, 1, 4, 4}));
    model.model()
        .mutable_graph()
        ->mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->mutable_dim(2)
        ->set_dim_param("H");
    EXPECT_EQ(fault(model), "small.onnx: input x: the size of dimension 3 is not given");
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

TEST(Onnx, WritesWhatItReadsBitForBit) {
    const TemporaryFolder folder;
    nn::Graph first = small().graph();
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

TEST(Onnx, SaysInOneLineWhatIsWrong) {
    EXPECT_EQ(error_text([] { nn::read_onnx("/no/such.onnx"); }), "/no/such.onnx: no such file");
    EXPECT_EQ(error_text([] { nn::parse_onnx("nonsense", "a.onnx"); }),
              "a.onnx: not an ONNX file, or damaged or cut short");
    EXPECT_EQ(error_text([] { nn::parse_onnx("", "a.onnx"); }), "a.onnx: holds no network");

    OnnxModel unknown({1, 4});
    unknown.node("Erf", {"x"});
    EXPECT_EQ(fault(unknown), "small.onnx: node n_y (Erf): the operator Erf is not supported");

    OnnxModel old({1, 4}, 3);
    old.node("Relu", {"x"});
    EXPECT_EQ(fault(old), "small.onnx: opset 3 of ONNX; 6 to 17 are supported");

    OnnxModel misfit({1, 3, 4, 4});
    misfit.floats("w", {2, 2, 1, 1}, {1, 2, 3, 4});
    misfit.node("Conv", {"x", "w"});
    EXPECT_EQ(fault(misfit), "small.onnx: node n_y (Conv): weights of shape 2x2x1x1 in 1 groups do "
                             "not fit an input of shape 1x3x4x4");

    OnnxModel lost({1, 4});
    lost.node("Relu", {"z"});
    EXPECT_EQ(fault(lost), "small.onnx: node n_y (Relu): reads z, which nothing makes");

    OnnxModel circle({1, 4});
    circle.node("Add", {"x", "b"}, "a");
    circle.node("Relu", {"a"}, "b");
    circle.node("Relu", {"b"});
    EXPECT_EQ(fault(circle), "small.onnx: node n_a (Add): is part of a cycle or behind one");
}

TEST(Onnx, RefusesGiantShapesBeforeAllocating) {
    OnnxModel input({1, 1 << 20, 1 << 20});
    input.node("Relu", {"x"});
    EXPECT_EQ(fault(input), "small.onnx: input x: shape 1x1048576x1048576 has more than 268435456 "
                            "values");

    OnnxModel padded({1, 1, 4, 4});
    padded.integers("pads", {0, 0, 0, 0, 0, 0, 1 << 27, 1 << 27});
    padded.node("Pad", {"x", "pads"});
    EXPECT_EQ(fault(padded), "small.onnx: node n_y (Pad): shape 1x1x134217732x134217732 has more "
                             "than 268435456 values");

    OnnxModel stored({1, 4});
    stored.node("Add", {"x", "w"});
    stored.floats("w", {1 << 14, 1 << 14, 1 << 14}, {1});
    EXPECT_EQ(fault(stored), "small.onnx: tensor w: shape 16384x16384x16384 has more than "
                             "268435456 values");

    OnnxModel filled({1, 4});
    filled.integers("sizes", {1 << 20, 1 << 20});
    filled.node("ConstantOfShape", {"sizes"}, "w");
    filled.node("Add", {"x", "w"});
    EXPECT_EQ(fault(filled), "small.onnx: node n_w (ConstantOfShape): shape 1048576x1048576 has "
                             "more than 268435456 values");
}

TEST(Onnx, SurvivesFilesCutShortAndBytesFlipped) {
    const std::string whole = small().bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string text =
            error_text([&] { nn::parse_onnx(whole.substr(0, size), "cut.onnx"); });
        EXPECT_EQ(text.rfind("cut.onnx: ", 0), 0U) << size;
        EXPECT_EQ(text.find('\n'), std::string::npos);
    }
    std::mt19937 draw(1);
    for (int i = 0; i < 3000; ++i) {
        std::string spoilt = whole;
        spoilt[draw() % spoilt.size()] = static_cast<char>(draw() % 256);
        try {
            nn::parse_onnx(spoilt, "flipped.onnx");
        } catch (const nn::GraphError &fault) {
            EXPECT_EQ(std::string(fault.what()).rfind("flipped.onnx: ", 0), 0U);
            EXPECT_EQ(std::string(fault.what()).find('\n'), std::string::npos) << fault.what();
        }
    }
}
