// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/quantise/token_models.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace {

using nn::OnnxModel;

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
