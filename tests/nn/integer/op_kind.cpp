// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/op_kind.h"
#include "nn/integer/quantized_network.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using nn::Needs;
using nn::OpKind;

Needs needs(const OpKind *kind, std::size_t input, bool channelwise = false) {
    nn::QuantizedOp op;
    op.channelwise = channelwise;
    return kind->needs(op, input);
}

TEST(OpKind, SaysWhichPixelsOfAnInputAnOutputPixelNeeds) {
    for (const OpKind *kind :
         {OpKind::MatMul, OpKind::MaxPool, OpKind::AveragePool, OpKind::Select})
        EXPECT_EQ(needs(kind, 0), Needs::Window) << kind->name();
    for (const OpKind *kind : {OpKind::Add, OpKind::Multiply, OpKind::Max, OpKind::ResponseNorm,
                               OpKind::ChannelNorm, OpKind::Softmax})
        EXPECT_EQ(needs(kind, 0), Needs::OwnPixel) << kind->name();
    EXPECT_EQ(needs(OpKind::MatMul, 1), Needs::OwnPixel); // the residual
    EXPECT_EQ(needs(OpKind::Select, 3), Needs::Window);
    EXPECT_EQ(needs(OpKind::Multiply, 1), Needs::OwnPixel);
    EXPECT_EQ(needs(OpKind::Multiply, 1, true), Needs::OnlyPixel);
    EXPECT_EQ(needs(OpKind::DynamicMatMul, 0), Needs::OwnPixel);
    EXPECT_EQ(needs(OpKind::DynamicMatMul, 1), Needs::WholeMap);
    EXPECT_EQ(needs(OpKind::Rearrange, 0), Needs::AnyPixels);
}

TEST(OpKind, SaysWhoseCodesAreThoseOfItsInputs) {
    for (const OpKind *kind : {OpKind::MaxPool, OpKind::Select, OpKind::Rearrange})
        EXPECT_TRUE(kind->keeps_codes()) << kind->name();
    for (const OpKind *kind :
         {OpKind::MatMul, OpKind::AveragePool, OpKind::Add, OpKind::Multiply, OpKind::Max,
          OpKind::ResponseNorm, OpKind::ChannelNorm, OpKind::Softmax, OpKind::DynamicMatMul})
        EXPECT_FALSE(kind->keeps_codes()) << kind->name();
}

TEST(OpKind, SaysWhatAPoolingKeepsWhoseMapDoesNotWait) {
    nn::QuantizedOp op;
    op.input_bits = 12; // two bytes
    EXPECT_EQ(OpKind::MaxPool->running_bytes(op), 2);
    EXPECT_EQ(OpKind::AveragePool->running_bytes(op), 4);
    for (const OpKind *kind : {OpKind::MatMul, OpKind::Add, OpKind::Multiply, OpKind::Max,
                               OpKind::Select, OpKind::ResponseNorm})
        EXPECT_EQ(kind->running_bytes(op), 0) << kind->name();
}

TEST(OpKind, RefusesToWorkWithoutItsArrays) {
    nn::QuantizedOp op;
    op.name = "fc";
    EXPECT_THROW(op.kind->values(op, {}, 0, 0), std::logic_error);
}

} // namespace
