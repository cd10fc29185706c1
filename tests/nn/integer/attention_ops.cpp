// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/quantized_network.h"
#include "nn/integer/validate.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;
using nn::OpKind;
using nn::QuantizedOp;

QuantizedOp op_of(const OpKind *kind, nn::Shape in, nn::Shape out) {
    QuantizedOp op;
    op.kind = kind;
    op.name = "op";
    op.inputs = {-1};
    op.in = in;
    op.out = out;
    return op;
}

Bytes pixel(const QuantizedOp &op, const nn::InputMaps &maps, int number) {
    Bytes out(static_cast<std::size_t>(op.out.channels * op.output_bytes()));
    nn::vector_pixel(op, maps, number / op.out.width, number % op.out.width, out.data());
    return out;
}

/// Two heads of two channels, two queries, three keys.
QuantizedOp scores() {
    QuantizedOp op = op_of(OpKind::DynamicMatMul, {4, 1, 2}, {6, 1, 2});
    op.inputs = {-1, -1};
    op.heads = 2;
    op.transposed = true;
    op.zero_codes = {1, 2};
    op.scale = {0.5F};
    op.bias = {10};
    return op;
}

/// The same heads: two rows of three weights each, three values.
QuantizedOp context() {
    QuantizedOp op = op_of(OpKind::DynamicMatMul, {6, 1, 2}, {4, 1, 2});
    op.inputs = {-1, -1};
    op.heads = 2;
    op.zero_codes = {0, 2};
    op.scale = {1};
    op.bias = {20};
    return op;
}

} // namespace

// Queries less 1: (1 2 | 0 3), (0 0 | 1 -1); keys less 2: (1 0 | 2 1), (-2 3 | 0 0), (4 -1 | 1 2).
TEST(DynamicMatMul, EveryQueryMeetsEveryKeyHeadByHead) {
    const Bytes queries{2, 3, 1, 4, 1, 1, 2, 0};
    const Bytes keys{3, 2, 4, 3, 0, 5, 2, 2, 6, 1, 3, 4};
    const QuantizedOp op = scores();
    // head 0: 1, 4, 2; head 1: 3, 0, 6; half of it around 10
    EXPECT_EQ(pixel(op, {queries.data(), keys.data()}, 0), (Bytes{10, 12, 11, 12, 10, 13}));
    // 0, 0, 0; 1, 0, -1: 10.5 and 9.5 to the even neighbour
    EXPECT_EQ(pixel(op, {queries.data(), keys.data()}, 1), (Bytes{10, 10, 10, 10, 10, 10}));
}

// Weights (1 0 2 | 3 1 0) of values less 2: (1 0 | 2 1), (-2 3 | 0 0), (4 -1 | 1 2).
TEST(DynamicMatMul, ValuesAreWeightedAndSummedUpHeadByHead) {
    const Bytes weights{1, 0, 2, 3, 1, 0, 0, 0, 0, 0, 0, 1};
    const Bytes values{3, 2, 4, 3, 0, 5, 2, 2, 6, 1, 3, 4};
    const QuantizedOp op = context();
    EXPECT_EQ(pixel(op, {weights.data(), values.data()}, 0), (Bytes{29, 18, 26, 23}));
    EXPECT_EQ(pixel(op, {weights.data(), values.data()}, 1), (Bytes{20, 20, 21, 22}));
}

TEST(DynamicMatMul, CountsItsMultiplications) {
    EXPECT_EQ(OpKind::DynamicMatMul->elements(scores()), 2 * 3 * 2);
    EXPECT_EQ(OpKind::DynamicMatMul->elements(context()), 2 * 2 * 3);
    EXPECT_EQ(OpKind::DynamicMatMul->macs(scores()), 24);
}

TEST(DynamicMatMul, TakesCodesOfTwoBytes) {
    QuantizedOp op = scores();
    op.heads = 1;
    op.in = {1, 1, 1};
    op.out = {1, 1, 1};
    op.input_bits = 12;
    op.bits_of_inputs = {12, 12};
    op.output_bits = 16;
    op.zero_codes = {0, 0x100};
    op.bias = {0};
    const Bytes query{0x34, 0x02}, key{0x10, 0x01}; // 564 x 16 / 2
    EXPECT_EQ(pixel(op, {query.data(), key.data()}, 0), (Bytes{0xa0, 0x11}));
}

// Shares of codes that differ by log(3) and log(4): 3/8, 4/8, 1/8, of the rest 3/4 and 1/4.
TEST(Softmax, GoesOverTheChannelsOfEachHead) {
    QuantizedOp op = op_of(OpKind::Softmax, {6, 1, 1}, {6, 1, 1});
    op.heads = 2;
    op.scale = {0.01F};
    op.gain = 200;
    op.zero = 3;
    const Bytes in{110, 139, 0, 210, 100, 100};
    EXPECT_EQ(pixel(op, {in.data()}, 0), (Bytes{78, 103, 28, 123, 43, 43}));
    op.masked = {0, 1, 0};
    const Bytes masked = pixel(op, {in.data()}, 0);
    EXPECT_EQ(masked[1], 3);
    EXPECT_EQ(masked[0] + masked[2], 206);
    EXPECT_EQ(masked[4], 3);
}

// Codes less 4: 2, -2, 4, 0, mean 1, squares 1 + 9 + 9 + 1 = 20 and 4 x 1 more: quotients by
// sqrt(6): 0.408, -1.225, 1.225, -0.408. Without their mean 4 + 4 + 16 + 0 = 24, by sqrt(7).
TEST(ChannelNorm, DividesByTheRootOfTheMeanSquare) {
    QuantizedOp op = op_of(OpKind::ChannelNorm, {4, 1, 1}, {4, 1, 1});
    op.zero_codes = {4};
    op.norm = {true, 1};
    op.scale = {10, 10, 20, 10};
    op.bias = {50, 50, 50, 60};
    const Bytes in{6, 2, 8, 4};
    EXPECT_EQ(pixel(op, {in.data()}, 0), (Bytes{54, 38, 74, 56}));
    op.norm.centred = false;
    EXPECT_EQ(pixel(op, {in.data()}, 0), (Bytes{58, 42, 80, 60}));
    EXPECT_EQ(OpKind::ChannelNorm->later_passes(op), 1);
}

TEST(Rearrange, PutsEntriesInOtherPlaces) {
    QuantizedOp op = op_of(OpKind::Rearrange, {2, 1, 3}, {3, 1, 2});
    op.sources = {0, 2, 4, 1, 3, 5}; // pixels and channels change places
    const Bytes in{1, 2, 3, 4, 5, 6};
    EXPECT_EQ(pixel(op, {in.data()}, 0), (Bytes{1, 3, 5}));
    EXPECT_EQ(pixel(op, {in.data()}, 1), (Bytes{2, 4, 6}));
}

TEST(Validate, SaysWhatOpsOfAttentionLack) {
    const auto fault = [](QuantizedOp op) {
        nn::QuantizedNetwork network;
        network.name = "n";
        network.input = op.in;
        network.ops = {std::move(op)};
        return error_text([&] { nn::validate(network); });
    };
    QuantizedOp op = scores();
    op.zero_codes = {1};
    op.inputs = {-1, -1};
    op.in = {4, 1, 3};
    op.out = {6, 1, 3};
    EXPECT_EQ(fault(op), "op op: 1 codes of zero, expected one an input");
    op.zero_codes = {1, 300};
    EXPECT_EQ(fault(op), "op op: a code of zero that its input does not have");
    op.heads = 4;
    EXPECT_EQ(fault(op), "op op: 4 heads must divide the channels of output shape 6x1x3");
    QuantizedOp soft = op_of(OpKind::Softmax, {2, 1, 2}, {2, 1, 2});
    soft.scale = {1};
    soft.masked = {1, 1, 0, 0};
    EXPECT_EQ(fault(soft), "op op: all entries of a pixel are masked");
    QuantizedOp norm = op_of(OpKind::ChannelNorm, {2, 1, 2}, {2, 1, 2});
    norm.zero_codes = {0};
    EXPECT_EQ(fault(norm), "op op: a channel normalisation needs an epsilon above 0");
    QuantizedOp moved = op_of(OpKind::Rearrange, {2, 1, 2}, {2, 1, 2});
    moved.sources = {0, 1, 2, 4};
    EXPECT_EQ(fault(moved),
              "op op: a rearrangement needs an entry of its input for each of its output");
}
