// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/quantise/token_models.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using nn::OnnxModel;

} // namespace

TEST(LoweringNorms, LayerNormalizationAndItsPartsAreOneOp) {
    OnnxModel named = tokens_of_patches(17);
    weights(named, "gamma", {12}, 0.3F, 1);
    weights(named, "beta", {12}, 0.5F);
    OnnxModel::attribute(named.node("LayerNormalization", {"t", "gamma", "beta"}, "z"), "axis",
                         std::int64_t{-1});
    classify(named, "z");

    OnnxModel parts = tokens_of_patches(17);
    weights(parts, "gamma", {12}, 0.3F, 1);
    weights(parts, "beta", {12}, 0.5F);
    parts.floats("two", {}, {2});
    parts.floats("epsilon", {}, {1e-5F});
    OnnxModel::attribute(parts.node("ReduceMean", {"t"}, "m"), "axes", Axes{-1});
    parts.node("Sub", {"t", "m"}, "d");
    parts.node("Pow", {"d", "two"}, "s");
    OnnxModel::attribute(parts.node("ReduceMean", {"s"}, "variance"), "axes", Axes{-1});
    parts.node("Add", {"variance", "epsilon"}, "e");
    parts.node("Sqrt", {"e"}, "root");
    parts.node("Div", {"d", "root"}, "n");
    parts.node("Mul", {"n", "gamma"}, "g");
    parts.node("Add", {"g", "beta"}, "z");
    classify(parts, "z");

    const Kinds wanted{"matrix product", "channel normalisation", "matrix product"};
    for (const OnnxModel *model : {&named, &parts}) {
        EXPECT_EQ(kinds(*model), wanted);
        EXPECT_LT(loss_of(*model), 0.01);
    }
    std::vector<float> x(192);
    for (int i = 0; i < 192; ++i)
        x[static_cast<std::size_t>(i)] = std::sin(static_cast<float>(i * i));
    const std::vector<float> a = named.run(x), b = parts.run(x);
    for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_NEAR(a[i], b[i], 1e-5F);
}

TEST(LoweringNorms, ARootMeanSquareIsOneOp) {
    OnnxModel model = tokens_of_patches();
    weights(model, "gamma", {12}, 0.3F, 1);
    model.floats("epsilon", {}, {1e-5F});
    model.floats("one", {}, {1});
    model.node("Mul", {"t", "t"}, "s");
    OnnxModel::attribute(model.node("ReduceMean", {"s"}, "m"), "axes", Axes{-1});
    model.node("Add", {"m", "epsilon"}, "e");
    model.node("Sqrt", {"e"}, "root");
    model.node("Div", {"one", "root"}, "inverse");
    model.node("Mul", {"t", "inverse"}, "n");
    model.node("Mul", {"gamma", "n"}, "z");
    classify(model, "z");
    EXPECT_EQ(kinds(model)[1], "channel normalisation");
    EXPECT_EQ(kinds(model).size(), 3U);
    EXPECT_FALSE(nn::network_shape(model.graph(), {}).ops[1].norm.centred);
    EXPECT_LT(loss_of(model), 0.01);
}

TEST(LoweringNorms, RefusesANormalisationOfSeveralAxes) {
    OnnxModel model = tokens_of_patches(17);
    weights(model, "gamma", {16, 12}, 0.3F, 1);
    OnnxModel::attribute(model.node("LayerNormalization", {"t", "gamma"}, "z"), "axis",
                         std::int64_t{1});
    classify(model, "z");
    EXPECT_EQ(refusal(model), "node n_z (LayerNormalization): it normalises over several axes; the "
                              "last one alone is supported");
}
