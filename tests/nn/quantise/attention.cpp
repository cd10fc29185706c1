// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/lowered_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace {

using nn::OnnxModel;
using Kinds = std::vector<std::string>;
using Axes = std::vector<std::int64_t>;

void transpose(OnnxModel &model, const std::string &in, const std::string &out,
               const std::vector<std::int64_t> &order) {
    OnnxModel::attribute(model.node("Transpose", {in}, out), "perm", order);
}

void reshape(OnnxModel &model, const std::string &in, const std::string &out,
             const std::vector<std::int64_t> &sizes) {
    model.integers(out + "_sizes", sizes);
    model.node("Reshape", {in, out + "_sizes"}, out);
}

/// Patches of an image of 3 x 8 x 8 as 16 tokens of 12, "t", by a convolution, as ViT has it.
OnnxModel tokens_of_patches(int opset = 13) {
    OnnxModel model({1, 3, 8, 8}, opset);
    weights(model, "w", {12, 3, 2, 2}, 0.6F);
    weights(model, "b", {12}, 0.4F);
    OnnxModel::attribute(model.node("Conv", {"x", "w", "b"}, "c"), "strides", {2, 2});
    reshape(model, "c", "c1", {1, 12, 16});
    transpose(model, "c1", "t", {0, 2, 1});
    return model;
}

/// A classifier that reads all tokens.
void classify(OnnxModel &model, const std::string &tokens) {
    weights(model, "classes", {192, 4}, 0.7F);
    model.node("Flatten", {tokens}, "all");
    model.node("Gemm", {"all", "classes"});
}

/// A linear layer with a bias over the tokens `in`.
void linear(OnnxModel &model, const std::string &in, const std::string &out, nn::Dims shape) {
    weights(model, out + "_w", shape, 0.5F);
    weights(model, out + "_b", {shape[1]}, 0.3F);
    model.node("MatMul", {in, out + "_w"}, out + "_p");
    model.node("Add", {out + "_b", out + "_p"}, out);
}

const nn::Shape token_image{3, 8, 8};

/// In 12 bits, of which products that cancel lose less than of 8.
double loss_of(const OnnxModel &model, nn::Shape shape = token_image) {
    return loss(model, {255, {}, {}}, shape, {12, 12});
}

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

} // namespace

TEST(LoweringTokens, ALinearLayerOverTokensIsAConvolution) {
    OnnxModel model = tokens_of_patches();
    linear(model, "t", "h", {12, 24});
    model.node("Relu", {"h"}, "r");
    linear(model, "r", "g", {24, 12});
    model.node("Add", {"g", "t"}, "u");
    model.node("Relu", {"u"}, "z");
    weights(model, "classes", {12, 4}, 0.7F);
    auto &mean = model.node("ReduceMean", {"z"}, "mean");
    OnnxModel::attribute(mean, "axes", Axes{1});
    OnnxModel::attribute(mean, "keepdims", std::int64_t{0});
    model.node("Gemm", {"mean", "classes"});
    EXPECT_EQ(kinds(model), (Kinds{"matrix product", "matrix product", "matrix product",
                                   "average pooling", "matrix product"}));
    const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
    EXPECT_EQ(network.ops[1].out.pixels(), 16);
    EXPECT_EQ(network.ops[1].rows(), 12);
    EXPECT_EQ(network.macs(), 16 * 12 * 12 + 2 * 16 * 12 * 24 + 12 * 4);
    EXPECT_LT(loss_of(model), 0.01);
}

TEST(LoweringTokens, TokensMayBeAListOfRows) {
    OnnxModel model = tokens_of_patches();
    reshape(model, "t", "rows", {16, 12});
    weights(model, "w1", {20, 12});
    weights(model, "b1", {20});
    OnnxModel::attribute(model.node("Gemm", {"rows", "w1", "b1"}, "h"), "transB", std::int64_t{1});
    model.node("Relu", {"h"}, "r");
    weights(model, "w2", {20, 12});
    model.node("MatMul", {"r", "w2"}, "g");
    reshape(model, "g", "z", {1, 16, 12});
    classify(model, "z");
    EXPECT_EQ(kinds(model).size(), 4U);
    EXPECT_LT(loss_of(model), 0.02);
}

/// MLP-Mixer: a layer over tokens and one over the places of each channel.
TEST(LoweringTokens, ALayerOverPlacesTurnsTheMapAround) {
    OnnxModel model = tokens_of_patches();
    transpose(model, "t", "u", {0, 2, 1});
    linear(model, "u", "h", {16, 8});
    model.node("Relu", {"h"}, "r");
    linear(model, "r", "g", {8, 16});
    transpose(model, "g", "g1", {0, 2, 1});
    model.node("Add", {"t", "g1"}, "z");
    classify(model, "z");
    EXPECT_EQ(kinds(model),
              (Kinds{"matrix product", "rearrangement", "matrix product", "matrix product",
                     "rearrangement", "addition", "matrix product"}));
    EXPECT_LT(loss_of(model), 0.01);
}

TEST(LoweringTokens, AnImageMayBeCutIntoTokensAsItLies) {
    OnnxModel model({1, 3, 8, 8});
    model.node("Flatten", {"x"}, "f");
    reshape(model, "f", "t", {1, 16, 12});
    linear(model, "t", "z", {12, 12});
    classify(model, "z");
    EXPECT_EQ(kinds(model), (Kinds{"rearrangement", "matrix product", "matrix product"}));
    EXPECT_LT(loss_of(model), 0.01);
}

TEST(LoweringTokens, TheInputMayBeTokens) {
    OnnxModel model({1, 16, 12});
    linear(model, "x", "z", {12, 12});
    classify(model, "z");
    const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
    EXPECT_EQ(network.input.channels, 12);
    EXPECT_EQ(network.input.pixels(), 16);
    EXPECT_EQ(network.ops.size(), 2U);
    EXPECT_LT(loss_of(model, {12, 1, 16}), 0.01);
}

TEST(LoweringTokens, ChannelsOfOnePixelMayBeTokensOfOneFeature) {
    OnnxModel model({1, 3, 8, 8});
    weights(model, "w", {16, 3, 8, 8});
    weights(model, "v", {1, 5});
    model.node("Conv", {"x", "w"}, "c");
    reshape(model, "c", "t", {1, 16, 1});
    model.node("MatMul", {"t", "v"});
    const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
    EXPECT_EQ(network.ops.back().rows(), 1);
    EXPECT_EQ(network.ops.back().out.pixels(), 16);
}

TEST(LoweringTokens, RefusesWhatIsNoLayerOverTokens) {
    OnnxModel model = tokens_of_patches();
    weights(model, "w3", {1, 12, 12});
    model.node("MatMul", {"t", "w3"}, "z");
    classify(model, "z");
    EXPECT_EQ(refusal(model), "node n_z (MatMul): a product of shapes 1x16x12 and 1x12x12; a list "
                              "(1 x n) or tokens (1 x t x n) and one matrix are supported");
}

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

namespace {

void gelu_of_erf(OnnxModel &model) {
    model.floats("root", {}, {std::sqrt(2.0F)});
    model.floats("one", {}, {1});
    model.floats("half", {}, {0.5F});
    model.node("Div", {"h", "root"}, "a");
    model.node("Erf", {"a"}, "e");
    model.node("Add", {"e", "one"}, "p");
    model.node("Mul", {"h", "p"}, "m");
    model.node("Mul", {"m", "half"}, "r");
}

void gelu_of_tanh(OnnxModel &model) {
    model.floats("three", {}, {3});
    model.floats("share", {}, {0.044715F});
    model.floats("slope", {}, {std::sqrt(2 / 3.14159265F)});
    model.floats("one", {}, {1});
    model.floats("half", {}, {0.5F});
    model.node("Pow", {"h", "three"}, "cube");
    model.node("Mul", {"cube", "share"}, "g1");
    model.node("Add", {"h", "g1"}, "g2");
    model.node("Mul", {"g2", "slope"}, "g3");
    model.node("Tanh", {"g3"}, "g4");
    model.node("Add", {"g4", "one"}, "g5");
    model.node("Mul", {"h", "half"}, "g6");
    model.node("Mul", {"g6", "g5"}, "r");
}

} // namespace

// By hand: x (1 + erf(x / sqrt(2))) / 2 is -0.158655 at -1 and 1.954500 at 2; with a tanh
// -0.158808 and 1.954598 (Hendrycks and Gimpel 2016, arXiv 1606.08415).
TEST(LoweringTokens, GeluInItsFormsIsAnActivation) {
    struct Form {
        std::function<void(OnnxModel &)> write;
        float below, above;
    };
    const auto named = [](const char *form) {
        return [form](OnnxModel &model) {
            auto &attribute = *model.node("Gelu", {"h"}, "r").add_attribute();
            attribute.set_name("approximate");
            attribute.set_type(onnx::AttributeProto::STRING);
            attribute.set_s(form);
        };
    };
    for (const Form &form :
         {Form{named("none"), -0.158655F, 1.954500F}, Form{gelu_of_erf, -0.158655F, 1.954500F},
          Form{named("tanh"), -0.158808F, 1.954598F}, Form{gelu_of_tanh, -0.158808F, 1.954598F}}) {
        OnnxModel model = tokens_of_patches(20);
        linear(model, "t", "h", {12, 24});
        form.write(model);
        linear(model, "r", "g", {24, 12});
        model.node("Add", {"g", "t"}, "z");
        classify(model, "z");
        const nn::QuantizedNetwork network = nn::network_shape(model.graph(), {});
        ASSERT_EQ(network.ops.size(), 4U);
        EXPECT_NEAR(network.ops[1].activation.of(-1, 0), form.below, 2e-6F);
        EXPECT_NEAR(network.ops[1].activation.of(2, 0), form.above, 2e-6F);
        EXPECT_LT(loss_of(model), 0.01);
    }
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
