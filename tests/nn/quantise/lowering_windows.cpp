// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/lowered_model.h"

#include <gtest/gtest.h>

namespace {

using nn::OnnxModel;

/// Puts "mode" on a Pad.
void set_mode(onnx::NodeProto &pad, const std::string &mode) {
    auto *attribute = pad.add_attribute();
    attribute->set_name("mode");
    attribute->set_type(onnx::AttributeProto::STRING);
    attribute->set_s(mode);
}

/// A convolution, an activation, a Pad of one row and column on each side, and what `behind` makes
/// "c" of "p"; a linear layer.
template <class Behind> OnnxModel padded(const std::string &activation, Behind behind) {
    OnnxModel model({1, 2, 7, 6});
    weights(model, "w", {3, 2, 2, 2});
    weights(model, "v", {3, 4});
    model.integers("pads", {0, 0, 1, 1, 0, 0, 1, 1});
    model.node("Conv", {"x", "w"}, "a");
    model.node(activation, {"a"}, "b");
    model.node("Pad", {"b", "pads"}, "p");
    behind(model);
    model.node("GlobalAveragePool", {"c"}, "d");
    model.node("Flatten", {"d"}, "e");
    model.node("MatMul", {"e", "v"});
    return model;
}

/// A pooling 3 x 3 in steps of 2 with those attributes of one number.
auto pooling(const std::string &op, const std::vector<std::int64_t> &pads, bool include) {
    return [=](OnnxModel &model) {
        auto &pool = model.node(op, {"p"}, "c");
        OnnxModel::attribute(pool, "kernel_shape", {3, 3});
        OnnxModel::attribute(pool, "strides", {2, 2});
        OnnxModel::attribute(pool, "pads", pads);
        if (include)
            OnnxModel::attribute(pool, "count_include_pad", std::int64_t{1});
    };
}

TEST(LoweredWindows, APoolingReadsTheZerosThatAPadPutsAhead) {
    const nn::Shape image{2, 7, 6};
    for (const char *activation : {"Relu", "Tanh", "Identity"})
        for (const std::int64_t own : {0, 1}) {
            const std::vector<std::int64_t> pads{own, 0, 0, own};
            const OnnxModel largest = padded(activation, pooling("MaxPool", pads, false));
            EXPECT_EQ(kinds(largest),
                      (std::vector<std::string>{"matrix product", "max pooling", "average pooling",
                                                "matrix product"}));
            EXPECT_LT(loss(largest, {}, image), 0.05) << activation << own;
            for (const bool include : {false, true})
                EXPECT_LT(
                    loss(padded(activation, pooling("AveragePool", pads, include)), {}, image),
                    0.05)
                    << activation << own << include;
        }
}

// Windows at the border see zeros alone, whatever code stands for zero.
TEST(LoweredWindows, PaddingMayBeLargerThanTheKernel) {
    for (const char *activation : {"Relu", "Tanh"})
        for (const std::int64_t stride : {1, 3}) {
            OnnxModel model({1, 2, 6, 5});
            weights(model, "w1", {3, 2, 1, 1});
            weights(model, "w2", {4, 3, 3, 2});
            weights(model, "w3", {4, 4, 1, 1});
            weights(model, "b", {4});
            weights(model, "v", {4, 4});
            auto &pointwise = model.node("Conv", {"x", "w1"}, "c1");
            OnnxModel::attribute(pointwise, "pads", {1, 1, 1, 1});
            model.node(activation, {"c1"}, "a1");
            auto &wide = model.node("Conv", {"a1", "w2"}, "c2");
            OnnxModel::attribute(wide, "pads", {4, 0, 5, 7});
            OnnxModel::attribute(wide, "strides", {stride, stride});
            model.node(activation, {"c2"}, "a2");
            model.integers("pads", {0, 0, 2, 3, 0, 0, 1, 0});
            model.node("Pad", {"a2", "pads"}, "p");
            model.node("Conv", {"p", "w3", "b"}, "c3"); // zeros by another node
            model.node("GlobalAveragePool", {"c3"}, "g");
            model.node("Flatten", {"g"}, "f");
            model.node("MatMul", {"f", "v"});
            EXPECT_LT(loss(model, {}, {2, 6, 5}), 0.05) << activation << stride;
            EXPECT_LT(loss(model, {255, {0.4F, 0.5F}, {0.2F, 0.25F}}, {2, 6, 5}), 0.05)
                << activation << stride;
        }
}

TEST(LoweredWindows, APoolingOfZerosAloneIsZero) {
    for (const char *activation : {"Relu", "Tanh"})
        for (const char *op : {"MaxPool", "AveragePool"}) {
            const auto behind = [&](OnnxModel &model) {
                model.integers("more", {0, 0, 2, 3, 0, 0, 3, 2});
                model.node("Pad", {"p", "more"}, "q");
                auto &pool = model.node(op, {"q"}, "c");
                OnnxModel::attribute(pool, "kernel_shape", {2, 2});
                OnnxModel::attribute(pool, "strides", {2, 2});
            };
            EXPECT_LT(loss(padded(activation, behind), {}, {2, 7, 6}), 0.05) << activation << op;
        }
}

TEST(LoweredWindows, APadThatNoChipKnowsIsRefusedForWhatItIs) {
    const auto reason = [](auto change) {
        OnnxModel model = padded("Relu", pooling("MaxPool", {0, 0, 0, 0}, false));
        change(*model.model().mutable_graph());
        return refusal(model);
    };
    const auto pad = [](onnx::GraphProto &graph) -> onnx::NodeProto & {
        return *graph.mutable_node(2);
    };
    for (const std::string mode : {"reflect", "edge"})
        EXPECT_EQ(reason([&](onnx::GraphProto &graph) { set_mode(pad(graph), mode); }),
                  "node n_p (Pad): its mode is " + mode + "; zeros around a map are supported");
    const auto filled = [&](onnx::GraphProto &graph) {
        OnnxModel one({1});
        one.floats("one", {}, {1});
        *graph.add_initializer() = one.model().graph().initializer(0);
        pad(graph).add_input("one");
    };
    EXPECT_EQ(reason(filled), "node n_p (Pad): it pads with another value than 0; zeros around a "
                              "map are supported");
    EXPECT_EQ(reason([&](onnx::GraphProto &graph) {
                  filled(graph);
                  for (std::int64_t &pads : *graph.mutable_initializer(2)->mutable_int64_data())
                      pads = 0;
              }),
              ""); // nothing is put around
    const OnnxModel unread =
        padded("Relu", [](OnnxModel &model) { model.node("Identity", {"p"}, "c"); });
    EXPECT_EQ(refusal(unread),
              "node n_c (Identity): zeros around a map that neither a convolution nor "
              "a pooling reads");
}

} // namespace
