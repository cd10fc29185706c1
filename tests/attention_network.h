// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/random_network.h"

namespace nn {

/// Sizes of one block of attention over tokens.
struct AttentionSize {
    int tokens = 16, channels = 12, heads = 3;
    bool causal = false;
};

/// An op between maps of signed codes around 128.
inline QuantizedOp between_maps(const OpKind *kind, const std::string &name, Shape in, Shape out) {
    QuantizedOp op;
    op.kind = kind;
    op.name = name;
    op.in = in;
    op.out = out;
    op.zero_codes = {128};
    return op;
}

/// A layer over tokens, three more of it (queries, keys, values), scores, softmax, context, a layer
/// that adds the first one's tokens, a normalisation, two transpositions, the mean and a
/// classifier; drawn weights.
inline QuantizedNetwork attention_network(const AttentionSize &size, std::uint64_t seed) {
    const int channels = size.channels, heads = size.heads;
    const Shape tokens{channels, 1, size.tokens};
    QuantizedNetwork network =
        random_network(tokens,
                       {conv(channels, 1), conv(channels, 1), conv(channels, 1), conv(channels, 1),
                        residual_conv(channels, 1, 0), global_pool(), linear(10)},
                       seed);
    std::vector<QuantizedOp> matrices = std::move(network.ops), &ops = network.ops;
    ops.clear();
    const auto add = [&](QuantizedOp op, std::vector<int> inputs) {
        op.inputs = std::move(inputs);
        ops.push_back(std::move(op));
        return static_cast<int>(ops.size()) - 1;
    };
    for (int i = 1; i < 4; ++i) // signed
        matrices[static_cast<std::size_t>(i)].bias.assign(static_cast<std::size_t>(channels), 128);
    const int first = add(matrices[0], {-1});
    const int queries = add(matrices[1], {first});
    const int keys = add(matrices[2], {first}), values = add(matrices[3], {first});

    const Shape row{heads * size.tokens, 1, size.tokens};
    QuantizedOp scores = between_maps(OpKind::DynamicMatMul, "scores", tokens, row);
    scores.heads = heads;
    scores.transposed = true;
    scores.zero_codes = {128, 128};
    scores.scale = {0.005F};
    scores.bias = {128};
    QuantizedOp softmax = between_maps(OpKind::Softmax, "softmax", row, row);
    softmax.zero_codes.clear();
    softmax.heads = heads;
    softmax.scale = {0.02F};
    softmax.gain = 255;
    for (int query = 0; query < size.tokens && size.causal; ++query)
        for (int key = 0; key < size.tokens; ++key)
            softmax.masked.push_back(key > query);
    QuantizedOp context = between_maps(OpKind::DynamicMatMul, "context", row, tokens);
    context.heads = heads;
    context.zero_codes = {0, 128};
    context.scale = {1.0F / 255};
    context.bias = {128};
    const int shares = add(softmax, {add(scores, {queries, keys})});
    const int attended = add(matrices[4], {add(context, {shares, values}), first});

    QuantizedOp norm = between_maps(OpKind::ChannelNorm, "norm", tokens, tokens);
    norm.norm = {true, 1};
    norm.scale.assign(static_cast<std::size_t>(channels), 40);
    norm.bias.assign(static_cast<std::size_t>(channels), 128);
    const auto turned = [](Shape in) {
        const Shape out{in.pixels(), 1, in.channels};
        QuantizedOp op = between_maps(OpKind::Rearrange, "turned", in, out);
        op.zero_codes.clear();
        for (int p = 0; p < out.pixels(); ++p)
            for (int c = 0; c < out.channels; ++c)
                op.sources.push_back(c * in.channels + p);
        return op;
    };
    const int there = add(turned(tokens), {add(norm, {attended})});
    const int back = add(turned(ops.back().out), {there});
    add(matrices[6], {add(matrices[5], {back})});
    note_input_bits(network);
    return network;
}

} // namespace nn
