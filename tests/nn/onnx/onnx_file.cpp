// SPDX-License-Identifier: Apache-2.0
#include "nn/base/one_line.h"
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <onnx/checker.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
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

TEST(Onnx, TakesAViewToTheEndOfADimension) {
    OnnxModel model({1, 4});
    model.integers("one", {1});
    model.integers("end", {std::numeric_limits<std::int64_t>::max()}); // x[:, 1:] of PyTorch
    model.node("Slice", {"x", "one", "end", "one"});
    EXPECT_EQ(model.run({5, 6, 7, 8}), (std::vector<float>{6, 7, 8}));
}

TEST(Onnx, NamesStayOnOneLineOfText) {
    EXPECT_EQ(nn::one_line("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82"),
              "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82");
    EXPECT_EQ(nn::one_line("a\nb\x7F\xC3"), "a?b??");
    EXPECT_EQ(nn::one_line("\xC0\x80 \xED\xA0\x80 \xF4\x90\x80\x80 \x80"),
              "?\? ??\? ???\? ?"); // overlong, surrogate, beyond the last, out of place
    OnnxModel model({1, 4});
    model.node("Relu", {"x"}, "a\n\xFF");
    model.node("Relu", {"a\n\xFF"});
    const nn::Graph graph = model.graph();
    EXPECT_EQ(graph.nodes[0].name, "n_a??");
    EXPECT_EQ(graph.value(graph.nodes[0].output).name, "a??");
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
    EXPECT_EQ(fault(old), "small.onnx: opset 3 of ONNX; 6 to 22 are supported");

    OnnxModel misfit({1, 3, 4, 4});
    misfit.floats("w", {2, 2, 1, 1}, {1, 2, 3, 4});
    misfit.node("Conv", {"x", "w"});
    EXPECT_EQ(fault(misfit), "small.onnx: node n_y (Conv): weights of shape 2x2x1x1 in 1 groups do "
                             "not fit an input of shape 1x3x4x4");

    OnnxModel least({1, 4});
    least.integers("zero", {0});
    least.integers("step", {std::numeric_limits<std::int64_t>::min()});
    least.node("Slice", {"x", "zero", "zero", "zero", "step"});
    EXPECT_NE(fault(least).find("node n_y (Slice): a step of -9223372036854775808"),
              std::string::npos);

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

TEST(Onnx, RefusesWholeNumbersWhereFloatsAreNeeded) {
    OnnxModel sum({1, 4});
    sum.integers("w", {1, 2, 3, 4});
    sum.node("Add", {"x", "w"});
    EXPECT_EQ(fault(sum), "small.onnx: node n_y (Add): input 2 is whole numbers where floats are "
                          "needed");

    OnnxModel bound({1, 4});
    bound.integers("least", {0});
    bound.node("Clip", {"x", "least"});
    EXPECT_EQ(fault(bound), "small.onnx: node n_y (Clip): input 2 is whole numbers where floats "
                            "are needed");

    OnnxModel weights = small();
    auto *stored = weights.model().mutable_graph()->mutable_initializer(0);
    stored->set_data_type(onnx::TensorProto::INT64);
    stored->clear_float_data();
    for (int i = 0; i < 18; ++i)
        stored->add_int64_data(1);
    EXPECT_EQ(fault(weights), "small.onnx: node n_c (Conv): input 2 is whole numbers where floats "
                              "are needed");
}

TEST(Onnx, RefusesValuesWithoutEntries) {
    OnnxModel cut({1, 4});
    cut.integers("at", {2});
    cut.integers("axis", {1});
    cut.node("Slice", {"x", "at", "at", "axis"});
    EXPECT_EQ(fault(cut), "small.onnx: node n_y (Slice): a result of shape 1x0, which has no "
                          "entries");

    OnnxModel convolution({1, 3, 4, 4});
    convolution.floats("w", {0, 3, 3, 3}, {});
    convolution.node("Conv", {"x", "w"});
    EXPECT_EQ(fault(convolution), "small.onnx: node n_y (Conv): input 2 has no entries");
}

TEST(Onnx, RefusesManyDimensionsAndManyWholeNumbers) {
    OnnxModel deep({1, 1, 1, 1, 1, 1, 1, 1, 4});
    deep.node("Relu", {"x"});
    EXPECT_EQ(fault(deep), "small.onnx: input x: more than 8 dimensions");

    OnnxModel stored({1, 4});
    stored.floats("w", nn::Dims(9, 1), {1});
    stored.node("Add", {"x", "w"});
    EXPECT_EQ(fault(stored), "small.onnx: tensor w: more than 8 dimensions");

    OnnxModel reshaped({1, 4});
    reshaped.integers("to", {1, 1, 1, 1, 1, 1, 1, 1, 4});
    reshaped.node("Reshape", {"x", "to"});
    EXPECT_EQ(fault(reshaped),
              "small.onnx: node n_y (Reshape): a result of more than 8 dimensions");

    OnnxModel large({1, 1, 1 << 13, 1 << 13});
    large.node("Relu", {"x"});
    EXPECT_EQ(fault(large), "small.onnx: input x: shape 1x1x8192x8192 has more than 16777216 "
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
    EXPECT_EQ(fault(filled((1 << 16) + 1, 1)),
              "small.onnx: node n_v0 (ConstantOfShape): too many whole numbers");
    EXPECT_EQ(fault(filled(1 << 16, 65)), "small.onnx: node n_v64 (ConstantOfShape): the network "
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
        bool parsed = false;
        try {
            const nn::Graph graph = nn::parse_onnx(spoilt, "flipped.onnx");
            parsed = true;
            const std::vector<float> x(
                static_cast<std::size_t>(nn::value_count(graph.input_shape())), 1.0F);
            nn::GraphRunner(graph).run(x.data());
        } catch (const nn::GraphError &fault) {
            EXPECT_EQ(std::string(fault.what()).rfind("flipped.onnx: ", 0),
                      parsed ? std::string::npos : 0U);
            EXPECT_EQ(std::string(fault.what()).find('\n'), std::string::npos) << fault.what();
        }
    }
}
