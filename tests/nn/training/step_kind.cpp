// SPDX-License-Identifier: Apache-2.0
#include "nn/training/step_kind.h"

#include <gtest/gtest.h>

namespace {

using nn::OpKind;

TEST(StepKind, IsThereForWhatTrainingKnows) {
    for (const OpKind *kind : {OpKind::MatMul, OpKind::MaxPool, OpKind::AveragePool, OpKind::Select,
                               OpKind::ResponseNorm})
        EXPECT_TRUE(nn::step_kind(kind).has_value()) << kind->name();
}

TEST(StepKind, SaysWhyAnOpIsNotTrained) {
    EXPECT_EQ(nn::step_kind(OpKind::Add).error(), "a sum without a product");
    EXPECT_EQ(nn::step_kind(OpKind::Multiply).error(), "a product of two activations");
    EXPECT_EQ(nn::step_kind(OpKind::Max).error(), "training has no step for it (largest of maps)");
}

} // namespace
