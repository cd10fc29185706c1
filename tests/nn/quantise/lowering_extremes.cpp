// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/lowered_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace {

using namespace nn;
using Names = std::vector<std::string>;

/// Two convolutions from x, "a" and "b"; what `meet` makes of them, "r"; an average and a linear
/// layer.
OnnxModel met(const std::function<void(OnnxModel &)> &meet) {
    OnnxModel model({1, 3, 6, 6});
    weights(model, "w", {8, 3, 3, 3}, 0.6F);
    weights(model, "v", {8, 3, 1, 1}, 0.9F, 0.2F);
    weights(model, "f", {8, 4});
    model.floats("zero", {}, {0});
    model.floats("half", {1}, {0.5F});
    model.floats("six", {1, 1, 1, 1}, {6});
    model.floats("some", {8, 1, 1}, {-1, -0.5F, 0, 0.1F, 0.2F, 0.3F, 0.4F, 0.5F});
    OnnxModel::attribute(model.node("Conv", {"x", "w"}, "a"), "pads", {1, 1, 1, 1});
    model.node("Conv", {"x", "v"}, "b");
    meet(model);
    model.node("GlobalAveragePool", {"r"}, "g");
    model.node("Flatten", {"g"}, "h");
    model.node("MatMul", {"h", "f"});
    return model;
}

OnnxModel met(const std::string &op, const std::vector<std::string> &inputs) {
    return met([&](OnnxModel &model) { model.node(op, inputs, "r"); });
}

const Shape colour_image{3, 6, 6};
const Names two_products{"matrix product", "matrix product", "largest of maps", "average pooling",
                         "matrix product"};
const Names one_product{"matrix product", "average pooling", "matrix product"};

TEST(LoweringExtremes, OfMapsAreAnOpOfTheVectorUnit) {
    for (const std::string op : {"Max", "Min"}) {
        EXPECT_EQ(kinds(met(op, {"a", "b"})), two_products);
        EXPECT_LT(loss(met(op, {"a", "b"}), {}, colour_image), 0.06) << op;
    }
    EXPECT_LT(loss(met([](OnnxModel &model) {
                       model.node("Relu", {"a"}, "c");
                       model.node("Sigmoid", {"b"}, "d"); // other units
                       model.node("Max", {"c", "b", "d"}, "r");
                   }),
                   {}, colour_image),
              0.03);
}

// Two feature maps from one product, of which the larger goes on (max-feature-map).
TEST(LoweringExtremes, OfTheHalvesOfAProductAreAnOpToo) {
    const OnnxModel model = met([](OnnxModel &m) {
        weights(m, "u", {8, 4, 1, 1});
        m.integers("0", {0});
        m.integers("4", {4});
        m.integers("8", {8});
        m.integers("1", {1});
        m.node("Slice", {"a", "0", "4", "1"}, "c");
        m.node("Slice", {"a", "4", "8", "1"}, "d");
        m.node("Max", {"c", "d"}, "e");
        m.node("Conv", {"e", "u"}, "r");
    });
    EXPECT_EQ(kinds(model), (Names{"matrix product", "selection", "selection", "largest of maps",
                                   "matrix product", "average pooling", "matrix product"}));
    EXPECT_LT(loss(model, {}, colour_image), 0.03);
}

TEST(LoweringExtremes, OfAValueAndAConstantAreAnActivation) {
    for (const std::string op : {"Max", "Min"})
        for (const std::string constant : {"half", "some"}) {
            const OnnxModel model = met(op, {constant, "a"});
            EXPECT_EQ(kinds(model), one_product) << op << " " << constant;
            EXPECT_LT(loss(model, {}, colour_image), 0.06) << op << " " << constant;
        }
    EXPECT_EQ(kinds(met("Min", {"six", "a"})), one_product); // which no value reaches
    EXPECT_DOUBLE_EQ(loss(met("Min", {"six", "a"}), {}, colour_image),
                     loss(met("Identity", {"a"}), {}, colour_image));
    const OnnxModel relu6 = met([](OnnxModel &model) {
        model.node("Max", {"a", "zero"}, "c");
        model.node("Min", {"c", "six"}, "r");
    });
    EXPECT_EQ(kinds(relu6), one_product);
    EXPECT_LT(loss(relu6, {}, colour_image), 0.03);
}

TEST(LoweringExtremes, TheLargerOfAValueAndZeroIsARelu) {
    const Images seen = drawn_images(colour_image, 4);
    const auto integers = [&](const OnnxModel &model) {
        return ImportedNetwork(model.graph(), {}).quantise(seen, 4, {});
    };
    const QuantizedNetwork larger = integers(met("Max", {"a", "zero"}));
    const QuantizedNetwork relu = integers(met("Relu", {"a"}));
    ASSERT_EQ(larger.ops.size(), relu.ops.size());
    for (std::size_t i = 0; i < relu.ops.size(); ++i) {
        EXPECT_EQ(larger.ops[i].scale, relu.ops[i].scale);
        EXPECT_EQ(larger.ops[i].bias, relu.ops[i].bias);
        EXPECT_TRUE(larger.ops[i].activation.clips_only());
    }
    EXPECT_EQ(kinds(met([](OnnxModel &model) { // once is enough
                  model.node("Relu", {"a"}, "c");
                  OnnxModel::attribute(model.node("MaxPool", {"c"}, "d"), "kernel_shape", {2, 2});
                  model.node("Max", {"d", "zero"}, "r");
              })),
              (Names{"matrix product", "max pooling", "average pooling", "matrix product"}));
}

TEST(LoweringExtremes, OfMapsAndConstantsAreBoundBehindTheOp) {
    for (const std::string constant : {"zero", "half", "some"}) {
        const OnnxModel model = met("Max", {"a", constant, "b"});
        Names names = two_products;
        if (constant != "zero")
            names.insert(names.begin() + 3, "selection");
        EXPECT_EQ(kinds(model), names);
        EXPECT_LT(loss(model, {}, colour_image), 0.03) << constant;
    }
}

// As max(x, x / 10), clip(x + 3, 0, 6) written with both, and the smaller of two functions.
TEST(LoweringExtremes, OfFunctionsOfOneValueAreInTheOpBeforeThem) {
    const OnnxModel leaky = met([](OnnxModel &model) {
        model.floats("tenth", {}, {0.1F});
        model.node("Mul", {"a", "tenth"}, "c");
        model.node("Max", {"c", "a"}, "r");
    });
    const OnnxModel swish = met([](OnnxModel &model) {
        model.floats("three", {}, {3});
        model.node("Add", {"a", "three"}, "c");
        model.node("Max", {"c", "zero"}, "d");
        model.node("Min", {"six", "d"}, "e");
        model.node("Mul", {"a", "e"}, "i");
        model.node("Div", {"i", "six"}, "r");
    });
    const OnnxModel smaller = met([](OnnxModel &model) {
        model.node("Tanh", {"a"}, "c");
        model.node("Min", {"a", "c"}, "r");
    });
    for (const OnnxModel &model : {leaky, swish, smaller}) {
        EXPECT_EQ(kinds(model), one_product);
        EXPECT_LT(loss(model, {}, colour_image), 0.04);
    }
    const auto of = [](const OnnxModel &model, float x) {
        return network_shape(model.graph(), {}).ops[0].activation.of(x, 0);
    };
    for (const float x : {-5.0F, -1.0F, 0.0F, 0.5F, 4.0F}) {
        EXPECT_FLOAT_EQ(of(leaky, x), x < 0 ? x * 0.1F : x);
        EXPECT_NEAR(of(swish, x), x * std::min(std::max(x + 3, 0.0F), 6.0F) / 6, 1e-5F);
        EXPECT_FLOAT_EQ(of(smaller, x), std::min(x, std::tanh(x)));
    }
}

TEST(LoweringExtremes, WhatTheVectorUnitCannotCompareIsRefused) {
    EXPECT_EQ(refusal(met([](OnnxModel &model) {
                  model.node("GlobalAveragePool", {"b"}, "p");
                  model.node("Max", {"a", "p"}, "r");
              })),
              "node n_r (Max): activations of different shapes");
    EXPECT_EQ(refusal(met([](OnnxModel &model) {
                  weights(model, "u", {1, 8, 6, 6});
                  model.node("Min", {"a", "u"}, "r");
              })),
              "node n_r (Min): a constant of shape 1x8x6x6 that is not one value a channel");
    EXPECT_EQ(refusal(met([](OnnxModel &model) {
                  model.floats("inf", {}, {INFINITY});
                  model.node("Max", {"a", "inf"}, "r");
              })),
              "node n_r (Max): a constant that is not finite");
    OnnxModel early({1, 3, 6, 6});
    weights(early, "f", {3, 4});
    weights(early, "w", {3, 3, 1, 1});
    early.node("Conv", {"x", "w"}, "a");
    early.node("Max", {"x", "a"}, "b");
    early.node("GlobalAveragePool", {"b"}, "c");
    early.node("Flatten", {"c"}, "d");
    early.node("MatMul", {"d", "f"});
    const ImportedNetwork of_colours(early.graph(), {255, {0.4F, 0.5F, 0.6F}, {0.2F, 0.25F, 0.3F}});
    EXPECT_EQ(error_text([&] { of_colours.quantise(drawn_images(colour_image, 4), 4, {}); }),
              "node n_b (Max): the image is compared as it is");
}

} // namespace
