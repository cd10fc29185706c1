// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/quantise/token_models.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace {

using nn::OnnxModel;

/// Attention of `heads` over "t": queries, keys and values from it, "z" behind it. `mask`: adds to
/// scores.
OnnxModel attention(std::int64_t heads, const std::function<void(OnnxModel &)> &mask = {}) {
    OnnxModel model = tokens_of_patches();
    const std::int64_t size = 12 / heads;
    for (const std::string name : {"q", "k", "v"}) {
        linear(model, "t", name, {12, 12});
        reshape(model, name, name + "1", {1, 16, heads, size});
        transpose(model, name + "1", name + "2",
                  name == "k" ? std::vector<std::int64_t>{0, 2, 3, 1}
                              : std::vector<std::int64_t>{0, 2, 1, 3});
    }
    model.floats("root", {}, {std::sqrt(static_cast<float>(size))});
    model.node("MatMul", {"q2", "k2"}, "qk");
    model.node("Div", {"qk", "root"}, mask ? "scaled" : "scores");
    if (mask)
        mask(model);
    OnnxModel::attribute(model.node("Softmax", {"scores"}, "p"), "axis", std::int64_t{-1});
    model.node("MatMul", {"p", "v2"}, "o");
    transpose(model, "o", "o1", {0, 2, 1, 3});
    reshape(model, "o1", "o2", {1, 16, 12});
    weights(model, "wo", {12, 12}, 0.5F);
    model.node("MatMul", {"o2", "wo"}, "o3");
    model.node("Add", {"o3", "t"}, "z");
    classify(model, "z");
    return model;
}

void causal(OnnxModel &model, float below) {
    std::vector<float> entries;
    for (int query = 0; query < 16; ++query)
        for (int key = 0; key < 16; ++key)
            entries.push_back(key > query ? below : 0);
    model.floats("later", {16, 16}, entries);
    model.node("Add", {"scaled", "later"}, "scores");
}

/// Causal attention of two heads over five tokens of six channels, loop by loop.
std::vector<double> attended(const std::vector<float> &x) {
    const int tokens = 5, channels = 6, size = 3;
    const auto weight = [](int i) { return 0.5 * std::sin(7.0 * i + 3); }; // weights()
    std::vector<double> projected(30), out(30, 0.0);
    for (int t = 0; t < tokens; ++t)
        for (int c = 0; c < channels; ++c)
            for (int i = 0; i < channels; ++i)
                projected[static_cast<std::size_t>(t * channels + c)] +=
                    static_cast<double>(x[static_cast<std::size_t>(t * channels + i)]) *
                    weight(i * channels + c);
    const auto of = [&](int token, int head, int i) {
        return projected[static_cast<std::size_t>(token * channels + head * size + i)];
    };
    for (int head = 0; head < 2; ++head)
        for (int query = 0; query < tokens; ++query) {
            std::vector<double> shares;
            double sum = 0;
            for (int key = 0; key <= query; ++key) {
                double score = 0;
                for (int i = 0; i < size; ++i)
                    score += of(query, head, i) * of(key, head, i);
                sum += shares.emplace_back(std::exp(score / std::sqrt(3.0)));
            }
            for (int key = 0; key <= query; ++key)
                for (int i = 0; i < size; ++i)
                    out[static_cast<std::size_t>(query * channels + head * size + i)] +=
                        shares[static_cast<std::size_t>(key)] / sum * of(key, head, i);
        }
    return out;
}

} // namespace

TEST(LoweringAttention, OfOneHeadAndOfSeveral) {
    for (const std::int64_t heads : {1, 3}) {
        SCOPED_TRACE(heads);
        const OnnxModel model = attention(heads);
        EXPECT_EQ(kinds(model),
                  (Kinds{"matrix product", "matrix product", "matrix product", "matrix product",
                         "matrix product of activations", "softmax",
                         "matrix product of activations", "matrix product", "matrix product"}));
        EXPECT_LT(loss_of(model), 0.01);
    }
}

TEST(LoweringAttention, QueriesKeysAndValuesMayBeOneLayer) {
    OnnxModel model = tokens_of_patches();
    linear(model, "t", "qkv", {12, 36});
    auto &split = model.node("Split", {"qkv"}, "q");
    split.add_output("k");
    split.add_output("v");
    OnnxModel::attribute(split, "axis", std::int64_t{2});
    transpose(model, "k", "kt", {0, 2, 1});
    model.floats("share", {}, {0.29F});
    model.node("MatMul", {"q", "kt"}, "qk");
    model.node("Mul", {"qk", "share"}, "scores");
    model.node("Softmax", {"scores"}, "p");
    model.node("MatMul", {"p", "v"}, "z");
    classify(model, "z");
    const Kinds found = kinds(model);
    EXPECT_EQ(std::count(found.begin(), found.end(), "selection"), 3);
    EXPECT_EQ(found.size(), 9U);
    EXPECT_LT(loss_of(model), 0.05);
}

TEST(LoweringAttention, TheScaleIsInTheScores) {
    const nn::QuantizedNetwork network = nn::network_shape(attention(3).graph(), {});
    const nn::QuantizedOp &scores = network.ops[4];
    EXPECT_EQ(scores.heads, 3);
    EXPECT_TRUE(scores.transposed);
    EXPECT_EQ(scores.out.channels, 3 * 16);
    // every range is from -1 to 1 in 255 steps
    EXPECT_FLOAT_EQ(scores.scale[0], 2.0F / 255 / std::sqrt(4.0F));
    EXPECT_FALSE(network.ops[6].transposed);
}

TEST(LoweringAttention, AMaskIsTheSoftmaxs) {
    for (const float below : {-1e9F, -std::numeric_limits<float>::infinity()}) {
        const OnnxModel model = attention(3, [&](OnnxModel &made) { causal(made, below); });
        const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
        ASSERT_EQ(network.ops.size(), 9U);
        const std::vector<std::uint8_t> &masked = network.ops[5].masked;
        ASSERT_EQ(masked.size(), 256U);
        EXPECT_EQ(masked[3 * 16 + 3], 0);
        EXPECT_EQ(masked[3 * 16 + 4], 1);
        EXPECT_LT(loss_of(model), 0.01);
    }
}

TEST(LoweringAttention, NobodyElseReadsWhatIsMasked) {
    const OnnxModel model = attention(3, [](OnnxModel &made) {
        causal(made, -1e9F);
        made.node("Relu", {"scores"}, "another");
        made.node("Add", {"another", "scores"}, "more");
    });
    EXPECT_EQ(kinds(model).size(), 9U); // what nobody needs is left out
    OnnxModel other = tokens_of_patches();
    linear(other, "t", "scaled", {12, 16});
    causal(other, -1e9F);
    weights(other, "back", {16, 12});
    other.node("MatMul", {"scores", "back"}, "z");
    classify(other, "z");
    EXPECT_NE(refusal(other).find("is masked; a Softmax alone reads what is"), std::string::npos)
        << refusal(other);
}

TEST(LoweringAttention, TheFloatNetworkComputesWhatAttentionIs) {
    OnnxModel model({1, 5, 6});
    for (const std::string name : {"q", "k", "v"}) {
        weights(model, name + "_w", {6, 6});
        model.node("MatMul", {"x", name + "_w"}, name);
        reshape(model, name, name + "1", {1, 5, 2, 3});
        transpose(model, name + "1", name + "2", name == "k" ? Axes{0, 2, 3, 1} : Axes{0, 2, 1, 3});
    }
    std::vector<float> later(25);
    for (int i = 0; i < 25; ++i)
        later[static_cast<std::size_t>(i)] = i % 5 > i / 5 ? -1e9F : 0;
    model.floats("later", {5, 5}, later);
    model.floats("root", {}, {std::sqrt(3.0F)});
    model.node("MatMul", {"q2", "k2"}, "qk");
    model.node("Div", {"qk", "root"}, "scaled");
    model.node("Add", {"scaled", "later"}, "scores");
    model.node("Softmax", {"scores"}, "p");
    model.node("MatMul", {"p", "v2"}, "o");
    transpose(model, "o", "o1", {0, 2, 1, 3});
    reshape(model, "o1", "y", {1, 5, 6});
    std::vector<float> x(30);
    for (int i = 0; i < 30; ++i)
        x[static_cast<std::size_t>(i)] = std::cos(static_cast<float>(i * i));
    const std::vector<float> y = model.run(x);
    const std::vector<double> wanted = attended(x);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        EXPECT_NEAR(y[i], wanted[i], 2e-6);
}

TEST(LoweringAttention, TokensMayStandWhereABatchDoes) {
    OnnxModel model({16, 12});
    for (const std::string name : {"q", "k", "v"}) {
        weights(model, name + "_w", {12, 8});
        model.node("MatMul", {"x", name + "_w"}, name);
    }
    transpose(model, "k", "kt", {1, 0});
    model.node("MatMul", {"q", "kt"}, "s");
    model.node("Softmax", {"s"}, "p");
    model.node("MatMul", {"p", "v"});
    const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
    EXPECT_EQ(network.input.channels, 12);
    EXPECT_EQ(network.input.pixels(), 16);
    EXPECT_EQ(network.ops.back().out.pixels(), 16);
    EXPECT_EQ(network.ops.back().out.channels, 8);
}

TEST(LoweringAttention, TokensHaveANumber) {
    OnnxModel model({0, 12});
    transpose(model, "x", "turned", {1, 0});
    model.node("MatMul", {"x", "turned"});
    EXPECT_EQ(model.fault(), "small.onnx: node n_y (MatMul): all of the input's first dimension "
                             "meets here, and its size is open; a number is right");
}
