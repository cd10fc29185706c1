// SPDX-License-Identifier: Apache-2.0
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace {

using nn::OnnxModel;

TEST(Opsets, AReduceMeanOf18NamesItsAxesAsAnInput) {
    OnnxModel mean({1, 2, 2, 2}, 18);
    mean.integers("axes", {-1, -2});
    OnnxModel::attribute(mean.node("ReduceMean", {"x", "axes"}), "keepdims", std::int64_t{0});
    EXPECT_EQ(mean.graph().output_shape(), (nn::Dims{1, 2}));
    EXPECT_EQ(mean.run({1, 2, 3, 4, 5, 6, 7, 8}), (std::vector<float>{2.5F, 6.5F}));

    OnnxModel nothing({1, 3}, 18);
    OnnxModel::attribute(nothing.node("ReduceMean", {"x"}), "noop_with_empty_axes",
                         std::int64_t{1});
    EXPECT_EQ(nothing.run({1, 2, 3}), (std::vector<float>{1, 2, 3}));
    OnnxModel all({1, 3}, 18);
    all.node("ReduceMean", {"x"});
    EXPECT_EQ(all.run({1, 2, 3}), (std::vector<float>{2}));
}

TEST(Opsets, ASplitOf18SaysHowManyOutputsThereAre) {
    for (int part = 0; part < 3; ++part) { // of 5 entries: 2, 2 and 1
        OnnxModel model({1, 5}, 18);
        auto &split = model.node("Split", {"x"}, "a");
        split.add_output("b");
        split.add_output("c");
        OnnxModel::attribute(split, "num_outputs", std::int64_t{3});
        OnnxModel::attribute(split, "axis", std::int64_t{1});
        model.node("Relu", {part == 0 ? "a" : part == 1 ? "b" : "c"});
        const std::vector<std::vector<float>> right{{1, 2}, {3, 4}, {5}};
        EXPECT_EQ(model.run({1, 2, 3, 4, 5}), right[static_cast<std::size_t>(part)]);
    }
}

TEST(Opsets, ASplitIsWrittenWithAllItsOutputs) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "net.onnx").string();
    OnnxModel model({1, 4}, 13);
    auto &split = model.node("Split", {"x"}, "a");
    split.add_output("b");
    OnnxModel::attribute(split, "axis", std::int64_t{1});
    model.node("Sub", {"b", "a"});
    nn::write_onnx(model.graph(), file);
    const nn::Graph again = nn::read_onnx(file);
    nn::GraphRunner runner(again);
    const std::vector<float> x{1, 2, 30, 40};
    const float *y = runner.run(x.data());
    EXPECT_EQ(std::vector<float>(y, y + 2), (std::vector<float>{29, 38}));
}

TEST(Opsets, APadOf18NamesItsAxesAndOneOf19WrapsAround) {
    OnnxModel model({1, 1, 2, 3}, 18);
    model.integers("pads", {1, 2});
    model.integers("axes", {-1});
    model.node("Pad", {"x", "pads", "", "axes"});
    EXPECT_EQ(model.run({1, 2, 3, 4, 5, 6}),
              (std::vector<float>{0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0}));
    OnnxModel wrap({1, 3}, 19);
    wrap.integers("pads", {0, 2, 0, 1});
    auto &pad = wrap.node("Pad", {"x", "pads"});
    auto *mode = pad.add_attribute();
    mode->set_name("mode");
    mode->set_type(onnx::AttributeProto::STRING);
    mode->set_s("wrap");
    EXPECT_EQ(wrap.run({1, 2, 3}), (std::vector<float>{2, 3, 1, 2, 3, 1}));
}

TEST(Opsets, AnAveragePoolOf19IsDilated) {
    OnnxModel model({1, 1, 3, 3}, 19);
    auto &pool = model.node("AveragePool", {"x"});
    OnnxModel::attribute(pool, "kernel_shape", {2, 2});
    OnnxModel::attribute(pool, "dilations", {2, 2});
    EXPECT_EQ(model.run({1, 0, 3, 0, 0, 0, 5, 0, 7}), (std::vector<float>{4}));
}

TEST(Opsets, AllUpTo22AreReadAndWhatIsUnknownIsNamed) {
    for (int opset = 6; opset <= 22; ++opset) {
        OnnxModel model({1, 2}, opset);
        model.node("Relu", {"x"});
        EXPECT_EQ(model.run({-1, 2}), (std::vector<float>{0, 2}));
    }
    OnnxModel later({1, 2}, 23);
    later.node("Relu", {"x"});
    EXPECT_EQ(error_text([&] { later.graph(); }),
              "small.onnx: opset 23 of ONNX; 6 to 22 are supported");
    OnnxModel other({1, 2}, 20);
    other.node("GroupNormalization", {"x"});
    EXPECT_EQ(error_text([&] { other.graph(); }), "small.onnx: node n_y (GroupNormalization): the "
                                                  "operator GroupNormalization is not supported");
}

TEST(Opsets, ADropoutInTrainingIsRefusedAndOneInUseDoesNothing) {
    for (const bool training : {false, true}) {
        OnnxModel model({1, 2}, 13);
        model.floats("ratio", {}, {0.5F});
        model.stored("training", onnx::TensorProto::BOOL, {}, {training ? 1 : 0});
        model.node("Dropout", {"x", "ratio", "training"});
        if (training)
            EXPECT_EQ(model.fault(), "small.onnx: node n_y (Dropout): it is in training mode");
        else
            EXPECT_EQ(model.run({1, 2}), (std::vector<float>{1, 2}));
    }
}

TEST(Opsets, SlopesOf6MeetTheChannelsAndAreRefusedWhereThoseOf7MeetTheWidth) {
    for (const int opset : {6, 7}) {
        OnnxModel model({1, 2, 1, 2}, opset);
        model.floats("slope", {2}, {2, 3});
        model.node("PRelu", {"x", "slope"});
        EXPECT_EQ(model.fault(), opset == 7 ? ""
                                            : "small.onnx: node n_y (PRelu): its slopes meet the "
                                              "channels, as before opset 7");
        OnnxModel one({1, 2, 1, 2}, opset);
        one.floats("slope", {1}, {2});
        one.node("PRelu", {"x", "slope"});
        EXPECT_EQ(one.run({-1, 1, -2, 2}), (std::vector<float>{-2, 1, -4, 2}));
        OnnxModel list({1, 2}, opset);
        list.floats("slope", {2}, {2, 3});
        list.node("PRelu", {"x", "slope"});
        EXPECT_EQ(list.run({-1, -1}), (std::vector<float>{-2, -3}));
    }
}

TEST(Opsets, MishOf18IsXTimesTanhOfSoftplus) {
    OnnxModel model({1, 2}, 18);
    model.node("Mish", {"x"});
    const std::vector<float> y = model.run({0, 1});
    EXPECT_EQ(y[0], 0);
    EXPECT_NEAR(y[1], 0.865098F, 1e-6F); // tanh(log(1 + e)) = ((1 + e)^2 - 1) / ((1 + e)^2 + 1)
}

TEST(Opsets, ASplitHasABoundedNumberOfOutputs) {
    nn::OnnxModel model({1, 300}, 11);
    auto &split = model.node("Split", {"x"}, "y");
    nn::OnnxModel::attribute(split, "axis", std::int64_t{1});
    nn::OnnxModel::attribute(split, "split", std::vector<std::int64_t>(300, 1));
    for (int i = 1; i < 300; ++i)
        split.add_output("y" + std::to_string(i));
    EXPECT_EQ(model.fault(), "small.onnx: node n_y (Split): 300 outputs; 256 at most is right");
}

} // namespace
