// SPDX-License-Identifier: Apache-2.0
#include "nn/base/one_line.h"
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

using nn::OnnxModel;
using nn::small_convolution;

TEST(Onnx, SaysInOneLineWhatIsWrong) {
    EXPECT_EQ(error_text([] { nn::read_onnx("/no/such.onnx"); }), "/no/such.onnx: no such file");
    EXPECT_EQ(error_text([] { nn::parse_onnx("nonsense", "a.onnx"); }),
              "a.onnx: not an ONNX file, or damaged or cut short");
    EXPECT_EQ(error_text([] { nn::parse_onnx("", "a.onnx"); }), "a.onnx: holds no network");

    OnnxModel unknown({1, 4});
    unknown.node("Sin", {"x"});
    EXPECT_EQ(unknown.fault(), "small.onnx: node n_y (Sin): the operator Sin is not supported");

    OnnxModel old({1, 4}, 3);
    old.node("Relu", {"x"});
    EXPECT_EQ(old.fault(), "small.onnx: opset 3 of ONNX; 6 to 22 are supported");

    OnnxModel misfit({1, 3, 4, 4});
    misfit.floats("w", {2, 2, 1, 1}, {1, 2, 3, 4});
    misfit.node("Conv", {"x", "w"});
    EXPECT_EQ(misfit.fault(),
              "small.onnx: node n_y (Conv): weights of shape 2x2x1x1 in 1 groups do "
              "not fit an input of shape 1x3x4x4");

    OnnxModel least({1, 4});
    least.integers("zero", {0});
    least.integers("step", {std::numeric_limits<std::int64_t>::min()});
    least.node("Slice", {"x", "zero", "zero", "zero", "step"});
    EXPECT_NE(least.fault().find("node n_y (Slice): a step of -9223372036854775808"),
              std::string::npos);

    OnnxModel lost({1, 4});
    lost.node("Relu", {"z"});
    EXPECT_EQ(lost.fault(), "small.onnx: node n_y (Relu): reads z, which nothing makes");

    OnnxModel circle({1, 4});
    circle.node("Add", {"x", "b"}, "a");
    circle.node("Relu", {"a"}, "b");
    circle.node("Relu", {"b"});
    EXPECT_EQ(circle.fault(), "small.onnx: node n_a (Add): is part of a cycle or behind one");
}

TEST(Onnx, SurvivesFilesCutShortAndBytesFlipped) {
    const std::string whole = small_convolution().bytes();
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
