// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/quantized_network.h"
#include "tests/error_text.h"
#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace {

/// What validate() says of a good network after `spoil`.
std::string fault(const std::function<void(nn::QuantizedNetwork &)> &spoil) {
    auto network = nn::random_network(
        {2, 6, 6},
        {nn::conv(4, 3, 1, 1), nn::max_pool(2, 2), nn::residual_conv(4, 3, 1),
         nn::depthwise(3, 1, 1), nn::add(1), nn::select(4, 2), nn::global_pool(), nn::linear(10)},
        1);
    nn::validate(network);
    spoil(network);
    return error_text([&] { nn::validate(network); });
}

/// The same of one with a response normalisation as op 1.
std::string response_fault(const std::function<void(nn::QuantizedOp &)> &spoil) {
    auto network =
        nn::random_network({2, 6, 6}, {nn::conv(4, 3), nn::response_norm(3), nn::linear(10)}, 1);
    nn::validate(network);
    spoil(network.ops[1]);
    return error_text([&] { nn::validate(network); });
}

} // namespace

TEST(Validate, WantsAResponseNormalisationThatIsNeverOverZero) {
    using Op = nn::QuantizedOp;
    const std::string wanted = "op op1: a response normalisation needs a size and a bias above 0, "
                               "an alpha of 0 or more and a beta that is finite";
    EXPECT_EQ(response_fault([](Op &op) { op.response.size = 0; }), wanted);
    EXPECT_EQ(response_fault([](Op &op) { op.response.bias = 0; }), wanted);
    EXPECT_EQ(response_fault([](Op &op) { op.response.alpha = -1; }), wanted);
    EXPECT_EQ(response_fault([](Op &op) { op.response.beta = NAN; }), wanted);
    EXPECT_EQ(response_fault([](Op &op) { op.activation = nn::activation("Sigmoid"); }),
              "op op1: a response normalisation has no activation");
    EXPECT_EQ(response_fault([](Op &op) { op.scale.pop_back(); }),
              "op op1: 3 values of scale, expected 4");
    EXPECT_EQ(response_fault([](Op &op) { op.bias.clear(); }),
              "op op1: 0 values of bias, expected 4");
    EXPECT_EQ(response_fault([](Op &op) { op.kernel_width = 2; }),
              "op op1: additions, products, selections and normalisations have no window");
    EXPECT_EQ(
        response_fault([](Op &op) { op.stride_width = op.stride_height = 4; }),
        "op op1: output shape 4x4x4 does not fit the height of input shape 4x4x4: a window that "
        "holds nothing but padding");
}

TEST(Validate, WantsMapsOfOneShapeForALargest) {
    using Op = nn::QuantizedOp;
    const auto largest_fault = [](const std::function<void(Op &)> &spoil) {
        auto network = nn::random_network(
            {2, 6, 6}, {nn::conv(4, 3, 1, 1), nn::conv(4, 3, 1, 1), nn::largest(0), nn::linear(10)},
            1);
        nn::validate(network);
        spoil(network.ops[2]);
        return error_text([&] { nn::validate(network); });
    };
    EXPECT_EQ(largest_fault([](Op &op) {
                  op.kernel_width = 2;
                  op.padding_left = 1;
              }),
              "op op2: largest values of maps have no window");
    EXPECT_EQ(largest_fault([](Op &op) { op.inputs[1] = -1; }),
              "op op2: input -1 has shape 2x6x6, expected 4x6x6");
    EXPECT_EQ(largest_fault([](Op &op) { op.bias.pop_back(); }),
              "op op2: 1 values of bias, expected 2");
    EXPECT_EQ(largest_fault([](Op &op) { op.activation = nn::activation("Sigmoid"); }),
              "op op2: a largest of maps has no activation");
    EXPECT_EQ(largest_fault([](Op &op) {
                  op.input_channels = {4, 4};
              }),
              "op op2: input_channels is for each input of a selection");
}

TEST(Validate, NamesWhatDoesNotFit) {
    using Network = nn::QuantizedNetwork;
    EXPECT_EQ(fault([](Network &n) { n.ops.pop_back(); }),
              "network random: the last op must leave the logits");
    EXPECT_EQ(fault([](Network &n) { n.ops[6].kernel_height = n.ops[6].kernel_width = 65536; }),
              "op op6: a window of 1x65536x65536 has more than 268435456 values");
    EXPECT_EQ(fault([](Network &n) {
                  n.ops[6].kernel_height = n.ops[6].kernel_width = 2901;
              }).find("an average"),
              std::string::npos);
    EXPECT_EQ(fault([](Network &n) { n.ops[6].kernel_height = n.ops[6].kernel_width = 2903; }),
              "op op6: an average over 8427409 pixels; 8421504 at most is right"); // 2^31 / 255
    EXPECT_EQ(fault([](Network &n) {
                  n.ops[6].kernel_height = n.ops[6].kernel_width = 182;
                  n.ops[6].input_bits = 16;
              }),
              "op op6: an average over 33124 pixels; 32768 at most is right"); // 2^31 / 65535
    EXPECT_EQ(fault([](Network &n) { n.input_bits = 17; }),
              "network random: the input needs a size and 1 ... 16 bits");
    EXPECT_EQ(fault([](Network &n) { n.input_bits = 9; }),
              "op op0: input -1 has 9 bits, expected 8");
    EXPECT_EQ(fault([](Network &n) { n.input_bits = 7; }),
              "op op0: input -1 has 7 bits, expected 8");
    EXPECT_EQ(fault([](Network &n) { n.input.channels = 3; }),
              "op op0: input -1 has shape 3x6x6, expected 2x6x6");
    EXPECT_EQ(fault([](Network &n) { n.ops[1].inputs[0] = 1; }),
              "op op1: input 1 is not an earlier op or -1 (the image)");
    EXPECT_EQ(fault([](Network &n) { n.ops[2].inputs[1] = 0; }),
              "op op2: input 0 has shape 4x6x6, expected 4x3x3");
    EXPECT_EQ(fault([](Network &n) { n.ops[4].inputs.pop_back(); }),
              "op op4: bits_of_inputs is for each input");
    EXPECT_EQ(fault([](Network &n) {
                  n.ops[4].inputs.pop_back();
                  n.ops[4].bits_of_inputs.pop_back();
              }),
              "op op4: 2 values of scale, expected 1");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].out.height = 4; }),
              "op op0: output shape 4x4x6 does not fit the height of input shape 2x6x6");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].padding_top = -1; }),
              "op op0: padding must not be below 0");
    EXPECT_EQ(fault([](Network &n) { n.ops[1].padding_top = 2; }),
              "op op1: output shape 4x3x3 does not fit the height of input shape 4x6x6");
    const std::string nothing = ": a window that holds nothing but padding";
    EXPECT_EQ(fault([](Network &n) {
                  n.ops[1].padding_top = 2;
                  n.ops[1].out.height = 5;
              }),
              "op op1: output shape 4x5x3 does not fit the height of input shape 4x6x6" + nothing);
    EXPECT_EQ(fault([](Network &n) { n.ops[1].out.height = 4; }),
              "op op1: output shape 4x4x3 does not fit the height of input shape 4x6x6" + nothing);
    EXPECT_EQ(fault([](Network &n) { n.ops[0].stride_width = 0; }),
              "op op0: kernel, stride and dilation must be positive");
    EXPECT_EQ(fault([](Network &n) { n.ops[2].matrix = 0; }),
              "op op2: matrix number 0, expected 1");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].weights.pop_back(); }),
              "op op0: 71 weights, expected 72");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].weights[5] = -128; }),
              "op op0: weight -128 is beyond 8 bits");
    EXPECT_EQ(fault([](Network &n) { n.ops[3].weights[1] = 1; }),
              "op op3: a weight outside its group is not zero");
    EXPECT_EQ(fault([](Network &n) { n.ops[3].groups = 3; }),
              "op op3: groups must divide input and output channels");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].softmax = true; }),
              "op op0: only logits go through a softmax");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].scale.resize(3); }),
              "op op0: 3 values of scale, expected 4");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].bias[0] = NAN; }), "op op0: bias is not finite");
    EXPECT_EQ(fault([](Network &n) { n.ops[6].scale.clear(); }),
              "op op6: 0 values of scale, expected 1");
    EXPECT_EQ(fault([](Network &n) { n.ops[1].output_bits = 4; }),
              "op op1: max pooling cannot change the bits");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].logits = true; }),
              "op op0: logits come from the last op, which is no max pooling, no product of maps, "
              "no normalisation, no softmax and no rearrangement");
    EXPECT_EQ(fault([](Network &n) { n.ops[5].channels[2].channel = 4; }),
              "op op5: selects channel 4, which is not there");
    EXPECT_EQ(fault([](Network &n) { n.ops[5].channels[2].input = 2; }),
              "op op5: selects from input 2 of 2");
    EXPECT_EQ(fault([](Network &n) { n.ops[0].padding_values = {1}; }),
              "op op0: 1 padding values, expected one a channel");
    EXPECT_EQ(fault([](Network &n) { n.classes = 9; }),
              "op op7: logits of shape 10x1x1, expected 9x1x1");
}

TEST(QuantizedNetwork, CountsWeightsAndMacsByHand) {
    const auto network = nn::random_network(
        {2, 6, 6}, {nn::conv(4, 3, 1, 1), nn::depthwise(3, 1, 1), nn::linear(10)}, 1);
    EXPECT_EQ(network.matrices().size(), 3U);
    EXPECT_EQ(network.weights(), 18 * 4 + 9 * 4 + 144 * 10);
    EXPECT_EQ(network.macs(), 36 * 18 * 4 + 36 * 9 * 4 + 144 * 10);
}
