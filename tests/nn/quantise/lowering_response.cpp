// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/lowered_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace {

using nn::OnnxModel;

void respond(OnnxModel &model, const std::string &in, const std::string &out, std::int64_t size,
             float bias = 1) {
    auto &node = model.node("LRN", {in}, out);
    OnnxModel::attribute(node, "size", size);
    OnnxModel::attribute(node, "alpha", 0.9F);
    OnnxModel::attribute(node, "beta", 0.75F);
    OnnxModel::attribute(node, "bias", bias);
}

/// Convolution, response normalisation over `size` channels, pooling, as in AlexNet.
OnnxModel with_response(bool rectified, std::int64_t size) {
    OnnxModel model({1, 3, 8, 8});
    weights(model, "w1", {8, 3, 3, 3});
    weights(model, "w2", {4, 8 * 3 * 3}, 0.2F);
    model.node("Conv", {"x", "w1"}, "a");
    model.node(rectified ? "Relu" : "Identity", {"a"}, "b");
    respond(model, "b", "c", size);
    auto &pool = model.node("MaxPool", {"c"}, "d");
    OnnxModel::attribute(pool, "kernel_shape", {2, 2});
    OnnxModel::attribute(pool, "strides", {2, 2});
    model.node("Flatten", {"d"}, "e");
    OnnxModel::attribute(model.node("Gemm", {"e", "w2"}), "transB", std::int64_t{1});
    return model;
}

} // namespace

TEST(Lowering, KeepsTheLogitsOfAResponseNormalisationBetweenConvolutionAndPooling) {
    const OnnxModel model = with_response(true, 5);
    EXPECT_EQ(kinds(model), (std::vector<std::string>{"matrix product", "response normalisation",
                                                      "max pooling", "matrix product"}));
    EXPECT_LT(loss(model, {255, {}, {}}, {3, 8, 8}), 0.02);
}

TEST(Lowering, KeepsTheLogitsOfAResponseNormalisationOfSignedValuesInAnEvenWindow) {
    EXPECT_LT(loss(with_response(false, 4), {255, {}, {}}, {3, 8, 8}), 0.02);
}

TEST(Lowering, NormalisesTheResponsesOfTheImageWithItsMeans) {
    OnnxModel model({1, 3, 6, 6});
    weights(model, "w", {4, 3, 6, 6});
    respond(model, "x", "a", 3);
    model.node("Conv", {"a", "w"}, "b");
    model.node("Flatten", {"b"});
    EXPECT_EQ(kinds(model), (std::vector<std::string>{"response normalisation", "matrix product"}));
    EXPECT_LT(loss(model, {255, {0.4F, 0.5F, 0.6F}, {0.2F, 0.25F, 0.3F}}, {3, 6, 6}), 0.02);
}

// What no value below zero goes into has none below zero: no code is spent on them.
TEST(Lowering, AResponseNormalisationKeepsSigns) {
    EXPECT_EQ(nn::network_shape(with_response(true, 5).graph(), {}).ops[1].zero, 0);
    EXPECT_GT(nn::network_shape(with_response(false, 5).graph(), {}).ops[1].zero, 0);
}

TEST(Lowering, RefusesAResponseNormalisationThatMayDivideByZero) {
    OnnxModel model({1, 3, 4, 4});
    weights(model, "w", {2, 3, 4, 4});
    respond(model, "x", "a", 3, 0);
    model.node("Conv", {"a", "w"}, "b");
    model.node("Flatten", {"b"});
    EXPECT_EQ(refusal(model), "op n_a: a response normalisation needs a size and a bias above 0, "
                              "an alpha of 0 or more and a beta that is finite");
}
