// SPDX-License-Identifier: Apache-2.0
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"

#include <gtest/gtest.h>

namespace {

using Floats = std::vector<float>;

// ONNX: the element-wise maximum or minimum of all inputs, broadcast as numpy does.
TEST(Extremes, AreTakenOfAllInputsValueByValue) {
    const Floats x{1, -2, 3, -4, 5, -6};
    for (const auto &[op, right] : {std::pair{"Max", Floats{1, 0, 3, 1, 5, 2}},
                                    std::pair{"Min", Floats{0, -2, -1, -4, -5, -6}}}) {
        nn::OnnxModel model({1, 6});
        model.floats("a", {1, 6}, {0, 0, 0, 1, 1, 1});
        model.floats("b", {6}, {0, -1, -1, -3, -5, 2});
        model.node(op, {"x", "a", "b"});
        EXPECT_EQ(model.run(x), right) << op;
    }
}

TEST(Extremes, MeetByBroadcasting) {
    const Floats x{1, -2, 3, -4};
    nn::OnnxModel model({1, 2, 2});
    model.floats("a", {2, 1}, {0, -3}); // of a row each
    model.floats("b", {}, {2});
    model.node("Max", {"x", "a"}, "m");
    model.node("Min", {"b", "m"});
    EXPECT_EQ(model.run(x), (Floats{1, 0, 2, -3}));
}

TEST(Extremes, OfOneInputAreThatInput) {
    nn::OnnxModel model({1, 2});
    model.node("Max", {"x"});
    EXPECT_EQ(model.run({-1, 7}), (Floats{-1, 7}));
}

} // namespace
