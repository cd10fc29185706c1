// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/quantized_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

nn::QuantizedOp matrix_op(std::vector<float> scale, std::vector<float> bias) {
    nn::QuantizedOp op;
    op.out.channels = static_cast<int>(scale.size());
    op.scale = std::move(scale);
    op.bias = std::move(bias);
    return op;
}

Bytes requantised(const nn::QuantizedOp &op, float unit, const std::vector<std::int32_t> &acc,
                  const Bytes &residual = {}) {
    Bytes out(acc.size());
    nn::requantise(op, unit, acc.data(), residual.empty() ? nullptr : residual.data(), out.data());
    return out;
}

nn::QuantizedOp pooling(const nn::OpKind *kind, nn::Shape in, int kernel, int stride) {
    nn::QuantizedOp op;
    op.kind = kind;
    op.in = in;
    op.kernel_height = op.kernel_width = kernel;
    op.stride_height = op.stride_width = stride;
    op.out = {in.channels, (in.height - kernel) / stride + 1, (in.width - kernel) / stride + 1};
    return op;
}

} // namespace

TEST(VectorUnit, ScalesAddsAndRoundsToNearestEven) {
    const nn::QuantizedOp op = matrix_op({0.5F, 0.5F, 0.5F, 0.25F}, {0, 0, 1, 3});
    // 2.5 -> 2, 3.5 -> 4, 1 + 4.5 -> 6 (5.5 is a tie), 3 - 2.75 -> 0
    EXPECT_EQ(requantised(op, 1, {5, 7, 9, -11}), (Bytes{2, 4, 6, 0}));
    EXPECT_EQ(requantised(op, 2, {5, 7, 9, -11}), (Bytes{5, 7, 10, 0})); // 3 - 5.5 is below zero
}

TEST(VectorUnit, ClipsToTheOutputBits) {
    nn::QuantizedOp op = matrix_op({1, 1, 1}, {0, 0, 0});
    const std::vector<std::int32_t> acc{-1000, 7, std::numeric_limits<std::int32_t>::max()};
    EXPECT_EQ(requantised(op, 1, acc), (Bytes{0, 7, 255}));
    op.output_bits = 4;
    EXPECT_EQ(requantised(op, 1, acc), (Bytes{0, 7, 15}));
    op.output_bits = 1;
    EXPECT_EQ(requantised(op, 1, acc), (Bytes{0, 1, 1}));
}

TEST(VectorUnit, AddsTheResidualBeforeTheClip) {
    nn::QuantizedOp op = matrix_op({1, 1}, {0, 0});
    op.residual_scale = 0.5F;
    EXPECT_EQ(requantised(op, 1, {-10, 250}, {40, 200}), (Bytes{10, 255}));
}

TEST(VectorUnit, LeavesLogitsAsFloats) {
    const nn::QuantizedOp op = matrix_op({0.25F, 2}, {-1, 0.5F});
    const std::int32_t acc[] = {-3, 4};
    float logits[2];
    nn::dequantise(op, 2, acc, logits);
    EXPECT_EQ(logits[0], -2.5F);
    EXPECT_EQ(logits[1], 16.5F);
}

TEST(VectorUnit, GathersChannelByChannelWithZeroPadding) {
    nn::QuantizedOp op;
    op.in = {2, 2, 2};
    op.kernel_height = op.kernel_width = 3;
    op.padding_top = op.padding_left = 1;
    op.out = {1, 2, 2};
    const Bytes in{1, 10, 2, 20, 3, 30, 4, 40}; // channel 0: 1 2 / 3 4, channel 1 ten times that
    Bytes row(18);
    nn::gather_window(op, in.data(), 0, 0, row.data());
    EXPECT_EQ(row, (Bytes{0, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0, 0, 10, 20, 0, 30, 40}));
    nn::gather_window(op, in.data(), 1, 1, row.data());
    EXPECT_EQ(row, (Bytes{1, 2, 0, 3, 4, 0, 0, 0, 0, 10, 20, 0, 30, 40, 0, 0, 0, 0}));
}

TEST(VectorUnit, GathersWithStride) {
    nn::QuantizedOp op;
    op.in = {1, 3, 3};
    op.kernel_height = op.kernel_width = 1;
    op.stride_height = op.stride_width = 2;
    op.out = {1, 2, 2};
    const Bytes in{1, 2, 3, 4, 5, 6, 7, 8, 9};
    std::uint8_t tap = 0;
    nn::gather_window(op, in.data(), 1, 0, &tap);
    EXPECT_EQ(tap, 7);
    nn::gather_window(op, in.data(), 1, 1, &tap);
    EXPECT_EQ(tap, 9);
}

TEST(VectorUnit, TakesTheLargestOfAWindow) {
    const nn::QuantizedOp op = pooling(nn::OpKind::MaxPool, {2, 2, 4}, 2, 2);
    const Bytes in{1, 80, 2, 70, 3, 60, 4, 50, 5, 40, 6, 30, 7, 20, 8, 10};
    Bytes out(2);
    nn::vector_pixel(op, {in.data()}, 0, 0, out.data());
    EXPECT_EQ(out, (Bytes{6, 80}));
    nn::vector_pixel(op, {in.data()}, 0, 1, out.data());
    EXPECT_EQ(out, (Bytes{8, 60}));
}

TEST(VectorUnit, AveragesAWindowToNearestEven) {
    nn::QuantizedOp op = pooling(nn::OpKind::AveragePool, {2, 2, 2}, 2, 2);
    op.scale = {0.25F};
    op.bias = {0};
    const Bytes in{1, 255, 2, 255, 3, 255, 4, 255}; // 2.5 -> 2
    Bytes out(2);
    nn::vector_pixel(op, {in.data()}, 0, 0, out.data());
    EXPECT_EQ(out, (Bytes{2, 255}));
}

TEST(VectorUnit, AddsTwoMaps) {
    nn::QuantizedOp op = pooling(nn::OpKind::Add, {1, 1, 3}, 1, 1);
    op.scale = {1, 0.5F};
    op.bias = {0};
    const Bytes a{10, 20, 200}, b{4, 5, 200};
    std::uint8_t sum = 0;
    nn::vector_pixel(op, {a.data(), b.data()}, 0, 0, &sum);
    EXPECT_EQ(sum, 12);
    nn::vector_pixel(op, {a.data(), b.data()}, 0, 1, &sum);
    EXPECT_EQ(sum, 22); // 22.5 is a tie
    nn::vector_pixel(op, {a.data(), b.data()}, 0, 2, &sum);
    EXPECT_EQ(sum, 255);
}

// (a - 2) / 2, (b - 40) / 10 and c / 4 are -1, 1, 0.5; 0, -4, 5; 3, 2.1, 2.25; by 10, around 60.
TEST(VectorUnit, TakesTheLargestAndTheSmallestOfMapsOfOtherUnits) {
    nn::QuantizedOp op = pooling(nn::OpKind::Max, {1, 1, 3}, 1, 1);
    op.scale = {0.5F, 0.1F, 0.25F};
    op.bias = {-1, -4, 0};
    op.gain = 10;
    op.zero = 60;
    const Bytes a{0, 2, 8}, b{50, 0, 61}, c{2, 20, 9};
    const auto pixels = [&] {
        Bytes out(3);
        for (int x = 0; x < 3; ++x)
            nn::vector_pixel(op, {a.data(), b.data(), c.data()}, 0, x, out.data() + x);
        return out;
    };
    EXPECT_EQ(pixels(), (Bytes{70, 110, 90})); // 1, 5, 3
    for (float *sign :
         {&op.scale[0], &op.scale[1], &op.scale[2], &op.bias[0], &op.bias[1], &op.gain})
        *sign = -*sign;
    EXPECT_EQ(pixels(), (Bytes{50, 20, 81})); // -1, -4, 2.1
}

TEST(VectorUnit, TheLargestOfMapsOfTwoBytesIsTakenOfTheWholeCodes) {
    nn::QuantizedOp op = pooling(nn::OpKind::Max, {1, 1, 1}, 1, 1);
    op.bits_of_inputs = {12, 8};
    op.input_bits = op.output_bits = 12;
    op.scale = {1, 16};
    op.bias = {0, 0};
    const Bytes a{0x10, 0x03}, b{50}, c{48}; // 784; 800 and 768
    Bytes out(2);
    nn::vector_pixel(op, {a.data(), b.data()}, 0, 0, out.data());
    EXPECT_EQ(out, (Bytes{0x20, 0x03}));
    nn::vector_pixel(op, {a.data(), c.data()}, 0, 0, out.data());
    EXPECT_EQ(out, (Bytes{0x10, 0x03}));
}

TEST(VectorUnit, AveragesWhatCountsOfTheBorder) {
    nn::QuantizedOp op = pooling(nn::OpKind::AveragePool, {1, 2, 2}, 2, 1);
    op.padding_top = op.padding_left = 1;
    op.out = {1, 2, 2};
    op.scale = {0.25F};
    op.bias = {0};
    const Bytes in{10, 20, 30, 40};
    const auto at = [&](int y, int x) {
        std::uint8_t out = 0;
        nn::vector_pixel(op, {in.data()}, y, x, &out);
        return int{out};
    };
    op.counted = {1, 1, 0, 0};
    EXPECT_EQ(at(0, 1), 8); // (10 + 20) / 4 = 7.5
    op.counted_code = 4;
    EXPECT_EQ(at(0, 0), 6);  // (10 + 3 * 4) / 4 = 5.5
    EXPECT_EQ(at(1, 1), 25); // no padding
    op.counted_code = 0;
    op.counted.left = 0;
    EXPECT_EQ(at(0, 0), 5); // 10 / 2
    EXPECT_EQ(at(1, 0), 20);
    op.counted = {};
    EXPECT_EQ(at(0, 0), 10);
    EXPECT_EQ(at(0, 1), 15);
    EXPECT_EQ(at(1, 1), 25);
}

TEST(VectorUnit, TheLargestOfAWindowMayBeAZeroThatCounts) {
    nn::QuantizedOp op = pooling(nn::OpKind::MaxPool, {2, 2, 2}, 2, 1);
    op.padding_top = op.padding_left = 1;
    op.out = {2, 2, 2};
    const Bytes in{10, 60, 20, 70, 30, 80, 40, 90};
    const auto at = [&](int y, int x) {
        Bytes out(2);
        nn::vector_pixel(op, {in.data()}, y, x, out.data());
        return out;
    };
    EXPECT_EQ(at(0, 0), (Bytes{10, 60}));
    op.padding_values = {25, 65};
    EXPECT_EQ(at(0, 0), (Bytes{10, 60})); // none counts
    op.counted.top = 1;
    EXPECT_EQ(at(0, 0), (Bytes{25, 65}));
    EXPECT_EQ(at(0, 1), (Bytes{25, 70}));
    EXPECT_EQ(at(1, 0), (Bytes{30, 80}));
    EXPECT_EQ(at(1, 1), (Bytes{40, 90}));
}

TEST(VectorUnit, SelectsChannelsOfSeveralMaps) {
    nn::QuantizedOp op = pooling(nn::OpKind::Select, {2, 3, 3}, 1, 2); // every second pixel
    op.out = {4, 2, 2};
    op.inputs = {0, 1};
    op.input_channels = {2, 1};
    op.channels = {{1, 0}, {0, 1}, {-1, 0}, {0, 0}};
    op.scale = {1, 2, 1, 0.5F};
    op.bias = {0, 1, 7, 0};
    Bytes a(18), b(9), out(4);
    for (std::size_t i = 0; i < 9; ++i) {
        a[2 * i] = static_cast<std::uint8_t>(i);
        a[2 * i + 1] = static_cast<std::uint8_t>(10 * i);
        b[i] = static_cast<std::uint8_t>(100 + i);
    }
    nn::vector_pixel(op, {a.data(), b.data()}, 1, 1, out.data()); // pixel (2, 2)
    EXPECT_EQ(out, (Bytes{108, 161, 7, 4}));
}

// Codes of 0.5 around 2: -1, 0, 3, 1. Squares of three channels and 1: 2, 11, 11, 11; quotients by
// their roots -0.707, 0, 0.905, 0.302, by 20, around 30.
TEST(VectorUnit, NormalisesResponsesAcrossChannels) {
    nn::QuantizedOp op = pooling(nn::OpKind::ResponseNorm, {4, 1, 2}, 1, 1);
    op.scale.assign(4, 0.5F);
    op.bias.assign(4, -1);
    op.response = {3, 3, 0.5F, 1};
    op.gain = 20;
    op.zero = 30;
    const Bytes in{9, 9, 9, 9, 0, 2, 8, 4};
    Bytes out(4);
    nn::vector_pixel(op, {in.data()}, 0, 1, out.data());
    EXPECT_EQ(out, (Bytes{16, 30, 48, 36}));
    op.output_bits = 5; // up to 31
    nn::vector_pixel(op, {in.data()}, 0, 1, out.data());
    EXPECT_EQ(out, (Bytes{16, 30, 31, 31}));
}

TEST(VectorUnit, BendsValuesBeforeRounding) {
    nn::QuantizedOp op = matrix_op({0.5F, 0.5F, 0.5F}, {0, 0, 0});
    op.activation = nn::activation("LeakyRelu", 0.25F); // -2, 0, 3 -> -0.5, 0, 3
    op.gain = 10;
    op.zero = 20;
    EXPECT_EQ(requantised(op, 1, {-4, 0, 6}), (Bytes{15, 20, 50}));
    op.activation = nn::activation("HardSwish"); // x min(max(x + 3, 0), 6) / 6: -1/3, 0, 3
    EXPECT_EQ(requantised(op, 1, {-4, 0, 6}), (Bytes{17, 20, 50}));
    op.activation = nn::activation("Sigmoid"); // 0.119, 0.5, 0.953
    EXPECT_EQ(requantised(op, 1, {-4, 0, 6}), (Bytes{21, 25, 30}));
}

// x * 1e38 * 1e38 less itself, of 2: infinity less infinity.
TEST(VectorUnit, MakesCodeZeroOfWhatIsNoNumber) {
    nn::QuantizedOp op = matrix_op({1}, {0});
    const auto times = [](int x, float factor) {
        return nn::Activation::Step{&nn::affine_function, x, {-1, {factor}}, {-1, {0}}};
    };
    op.activation.steps = {times(0, 1e38F), times(1, 1e38F), times(2, -1)};
    op.activation.steps.push_back({&nn::affine_function, 2, {-1, {1}}, {3, {0}}});
    EXPECT_TRUE(std::isnan(op.activation.of(2, 0)));
    EXPECT_EQ(requantised(op, 1, {2}), (Bytes{0}));
}

TEST(VectorUnit, PadsWithTheCodesOfZero) {
    nn::QuantizedOp op;
    op.in = {2, 1, 1};
    op.kernel_height = op.kernel_width = 2;
    op.padding_top = op.padding_left = 1;
    op.out = {1, 1, 1};
    op.padding_values = {5, 6};
    const Bytes in{1, 2};
    Bytes row(8);
    nn::gather_window(op, in.data(), 0, 0, row.data());
    EXPECT_EQ(row, (Bytes{5, 5, 5, 1, 6, 6, 6, 2}));
}
