// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/nn/lowered_model.h"

#include <cstdint>
#include <string>
#include <vector>

using Kinds = std::vector<std::string>; // of ops, in order
using Axes = std::vector<std::int64_t>;

inline void transpose(nn::OnnxModel &model, const std::string &in, const std::string &out,
                      const std::vector<std::int64_t> &order) {
    nn::OnnxModel::attribute(model.node("Transpose", {in}, out), "perm", order);
}

inline void reshape(nn::OnnxModel &model, const std::string &in, const std::string &out,
                    const std::vector<std::int64_t> &sizes) {
    model.integers(out + "_sizes", sizes);
    model.node("Reshape", {in, out + "_sizes"}, out);
}

/// Patches of an image of 3 x 8 x 8 as 16 tokens of 12, "t", by a convolution, as ViT has it.
inline nn::OnnxModel tokens_of_patches(int opset = 13) {
    nn::OnnxModel model({1, 3, 8, 8}, opset);
    weights(model, "w", {12, 3, 2, 2}, 0.6F);
    weights(model, "b", {12}, 0.4F);
    nn::OnnxModel::attribute(model.node("Conv", {"x", "w", "b"}, "c"), "strides", {2, 2});
    reshape(model, "c", "c1", {1, 12, 16});
    transpose(model, "c1", "t", {0, 2, 1});
    return model;
}

/// A classifier that reads all tokens.
inline void classify(nn::OnnxModel &model, const std::string &tokens) {
    weights(model, "classes", {192, 4}, 0.7F);
    model.node("Flatten", {tokens}, "all");
    model.node("Gemm", {"all", "classes"});
}

/// A linear layer with a bias over the tokens `in`.
inline void linear(nn::OnnxModel &model, const std::string &in, const std::string &out,
                   nn::Dims shape) {
    weights(model, out + "_w", shape, 0.5F);
    weights(model, out + "_b", {shape[1]}, 0.3F);
    model.node("MatMul", {in, out + "_w"}, out + "_p");
    model.node("Add", {out + "_b", out + "_p"}, out);
}

inline constexpr nn::Shape token_image{3, 8, 8};

/// In 12 bits, of which products that cancel lose less than of 8.
inline double loss_of(const nn::OnnxModel &model, nn::Shape shape = token_image) {
    return loss(model, {255, {}, {}}, shape, {12, 12});
}
