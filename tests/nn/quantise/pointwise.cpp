// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/lowered.h"

#include "nn/graph/graph_runner.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace {

using namespace nn;

/// A convolution from x to "c"; what `bend` makes of it, "r"; an average and a linear layer.
OnnxModel bent(const std::function<void(OnnxModel &)> &bend) {
    OnnxModel model({1, 3, 6, 6}, 14);
    draw(model, "w", {8, 3, 3, 3}, 0.6F);
    draw(model, "b", {8}, 0.9F);
    draw(model, "f", {8, 4});
    model.floats("three", {}, {3});
    model.floats("six", {}, {6});
    model.floats("zero", {}, {0});
    OnnxModel::attribute(model.node("Conv", {"x", "w", "b"}, "c"), "pads", {1, 1, 1, 1});
    bend(model);
    model.node("GlobalAveragePool", {"r"}, "g");
    model.node("Flatten", {"g"}, "h");
    model.node("MatMul", {"h", "f"});
    return model;
}

void swish(OnnxModel &model) {
    model.node("Sigmoid", {"c"}, "s");
    model.node("Mul", {"s", "c"}, "r");
}

void hard_swish_divided_last(OnnxModel &model) {
    model.node("Add", {"c", "three"}, "a");
    model.node("Clip", {"a", "zero", "six"}, "k");
    model.node("Mul", {"c", "k"}, "m");
    model.node("Div", {"m", "six"}, "r");
}

void hard_swish_divided_first(OnnxModel &model) {
    model.floats("sixth", {1, 1, 1, 1}, {1.0F / 6});
    model.node("Add", {"three", "c"}, "a");
    model.node("Clip", {"a", "zero", "six"}, "k");
    model.node("Mul", {"k", "sixth"}, "d");
    model.node("Mul", {"d", "c"}, "r");
}

void hard_swish_of_hard_sigmoid(OnnxModel &model) {
    auto &gate = model.node("HardSigmoid", {"c"}, "s");
    OnnxModel::attribute(gate, "alpha", 1.0F / 6);
    OnnxModel::attribute(gate, "beta", 0.5F);
    model.node("Mul", {"c", "s"}, "r");
}

void prelu(OnnxModel &model) {
    draw(model, "slope", {8, 1, 1}, 0.4F);
    model.node("PRelu", {"c", "slope"}, "r");
}

std::function<void(OnnxModel &)> one(const std::string &op) {
    return [op](OnnxModel &model) { model.node(op, {"c"}, "r"); };
}

/// Squeeze and excitation: factors by channel from the mean over the map.
void squeeze_and_excite(OnnxModel &model, const std::string &gate) {
    draw(model, "w1", {4, 8, 1, 1});
    draw(model, "w2", {8, 4, 1, 1}, 2);
    model.node("Relu", {"c"}, "e");
    model.node("GlobalAveragePool", {"e"}, "p");
    model.node("Conv", {"p", "w1"}, "q");
    model.node("Relu", {"q"}, "t");
    model.node("Conv", {"t", "w2"}, "u");
    model.node(gate, {"u"}, "v");
    model.node("Mul", {"e", "v"}, "r");
}

TEST(Pointwise, FunctionsOfOneValueAreInTheOpBeforeThem) {
    const Shape image{3, 6, 6};
    for (const auto &bend : {std::function<void(OnnxModel &)>(swish),
                             std::function<void(OnnxModel &)>(hard_swish_divided_last),
                             std::function<void(OnnxModel &)>(hard_swish_divided_first),
                             std::function<void(OnnxModel &)>(hard_swish_of_hard_sigmoid),
                             std::function<void(OnnxModel &)>(prelu), one("Tanh"), one("Elu"),
                             one("Selu"), one("Softplus"), one("Softsign"), one("HardSigmoid"),
                             one("LeakyRelu"), one("HardSwish"), one("Celu")}) {
        const OnnxModel model = bent(bend);
        EXPECT_LT(loss(model, {}, image), 0.04);
        EXPECT_EQ(network_shape(model.graph(), {}).ops.size(), 3U);
    }
}

TEST(Pointwise, AFunctionWrittenOutIsTheOneThatHasAName) {
    const auto code = [](const OnnxModel &model, float x) {
        const QuantizedNetwork network = network_shape(model.graph(), {});
        return network.ops[0].activation.of(x, 0);
    };
    for (const float x : {-5.0F, -3.0F, -1.0F, 0.0F, 0.5F, 3.0F, 8.0F}) {
        const float right = x * std::min(std::max(x + 3, 0.0F), 6.0F) / 6;
        EXPECT_NEAR(code(bent(hard_swish_divided_last), x), right, 1e-5F);
        EXPECT_NEAR(code(bent(hard_swish_divided_first), x), right, 1e-5F);
        EXPECT_NEAR(code(bent(hard_swish_of_hard_sigmoid), x), right, 1e-5F);
        EXPECT_NEAR(code(bent(one("HardSwish")), x), right, 1e-5F);
        EXPECT_NEAR(code(bent(swish), x), x / (1 + std::exp(-x)), 1e-5F);
    }
}

TEST(Pointwise, AValueThatIsReadElsewhereTooIsAMapOfItsOwn) {
    const OnnxModel model = bent([](OnnxModel &m) {
        m.node("Sigmoid", {"c"}, "s");
        m.node("Mul", {"s", "c"}, "t");
        m.node("Add", {"t", "c"}, "u"); // still of c alone
        draw(m, "w2", {8, 8, 1, 1});
        m.node("Conv", {"c", "w2"}, "v"); // but this is not
        m.node("Add", {"v", "u"}, "r");
    });
    EXPECT_LT(loss(model, {}, {3, 6, 6}), 0.03);
    const QuantizedNetwork network = network_shape(model.graph(), {});
    EXPECT_EQ(std::count_if(network.ops.begin(), network.ops.end(),
                            [](const QuantizedOp &op) { return op.kind == OpKind::Multiply; }),
              1);
}

TEST(Pointwise, AMapTimesAFactorAChannelIsAProductOnTheVectorUnit) {
    for (const std::string gate : {"Sigmoid", "HardSigmoid"}) {
        const OnnxModel model = bent([&](OnnxModel &m) { squeeze_and_excite(m, gate); });
        EXPECT_LT(loss(model, {}, {3, 6, 6}), 0.02);
        const QuantizedNetwork network = network_shape(model.graph(), {});
        const auto product =
            std::find_if(network.ops.begin(), network.ops.end(),
                         [](const QuantizedOp &op) { return op.kind == OpKind::Multiply; });
        ASSERT_NE(product, network.ops.end());
        EXPECT_TRUE(product->channelwise);
        EXPECT_EQ(product->in.pixels(), 36);
    }
}

TEST(Pointwise, WhatTheVectorUnitCannotMultiplyIsRefused) {
    const OnnxModel model = bent([](OnnxModel &m) {
        draw(m, "w2", {1, 8, 1, 1});
        m.node("Conv", {"c", "w2"}, "s"); // one factor a pixel
        m.node("Mul", {"c", "s"}, "r");
    });
    EXPECT_EQ(error_text([&] { network_shape(model.graph(), {}); }),
              "node n_r (Mul): a product of shapes 1x8x6x6 and 1x1x6x6; of one shape, or of a map "
              "and one factor a channel, is supported");
}

TEST(Pointwise, TheVectorUnitMultipliesRealValues) {
    QuantizedOp op;
    op.kind = OpKind::Multiply;
    op.in = op.out = {2, 1, 2};
    op.scale = {0.5F, 0.25F}; // (a - 10) / 2 and b / 4
    op.bias = {-5, 0};
    op.gain = 2;
    op.zero = 100;
    const std::vector<std::uint8_t> a{10, 20, 0, 12}, b{8, 8, 8, 200};
    std::vector<std::uint8_t> out(2);
    vector_pixel(op, {a.data(), b.data()}, 0, 0, out.data());
    EXPECT_EQ(out, (std::vector<std::uint8_t>{100, 120})); // 0; 5 x 2 x 2
    vector_pixel(op, {a.data(), b.data()}, 0, 1, out.data());
    EXPECT_EQ(out, (std::vector<std::uint8_t>{80, 200})); // -5 x 2 x 2; 1 x 50 x 2
    op.channelwise = true;
    vector_pixel(op, {a.data(), b.data()}, 0, 1, out.data());
    EXPECT_EQ(out, (std::vector<std::uint8_t>{80, 104})); // b of the first pixel: 2 and 2
}

/// A map, bent, behind a name that an exporter gives it.
TEST(Pointwise, AtTheEndOfANetworkMayHaveAnotherName) {
    OnnxModel model({1, 2, 4, 4});
    draw(model, "w", {4, 2, 3, 3});
    model.node("Conv", {"x", "w"}, "c");
    model.node("Sigmoid", {"c"}, "s");
    model.node("Mul", {"c", "s"}, "m");
    model.node("Identity", {"m"});
    const QuantizedNetwork network = network_shape(model.graph(), {});
    ASSERT_EQ(network.ops.size(), 1U);
    EXPECT_FALSE(network.ops[0].activation.clips_only());
}

} // namespace
