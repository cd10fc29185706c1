// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/quantized_network.h"
#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

/// The product by definition, over all rows.
std::vector<std::int32_t> naive(const nn::QuantizedOp &op, int vectors,
                                const std::vector<std::uint8_t> &x) {
    const auto rows = static_cast<std::size_t>(op.rows());
    const auto cols = static_cast<std::size_t>(op.cols());
    std::vector<std::int32_t> y(static_cast<std::size_t>(vectors) * cols);
    for (std::size_t v = 0; v < static_cast<std::size_t>(vectors); ++v)
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t col = 0; col < cols; ++col)
                y[v * cols + col] += x[v * rows + row] * op.weights[row * cols + col];
    return y;
}

void expect_exact(const nn::QuantizedNetwork &network, int vectors) {
    nn::ExactMatMul matmul(network);
    for (const nn::QuantizedOp *op : network.matrices()) {
        nn::RandomIntegers draw(5, static_cast<std::uint32_t>(op->matrix));
        std::vector<std::uint8_t> x(static_cast<std::size_t>(vectors) *
                                    static_cast<std::size_t>(op->rows()));
        for (std::uint8_t &value : x)
            value = static_cast<std::uint8_t>(draw(0, 255));
        std::vector<std::int32_t> y(
            static_cast<std::size_t>(vectors) * static_cast<std::size_t>(op->cols()), -1);
        matmul.multiply(op->matrix, {x.data(), vectors}, y.data());
        EXPECT_EQ(y, naive(*op, vectors, x)) << op->name << ", " << vectors << " vectors";
        EXPECT_EQ(matmul.unit(op->matrix), 1.0F);
    }
}

} // namespace

TEST(ExactMatMul, AgreesWithTheDefinition) {
    const auto network = nn::random_network(
        {3, 12, 12},
        {nn::conv(13, 5, 1, 2), nn::depthwise(3, 2, 1), nn::conv(40, 6), nn::linear(10)}, 3);
    for (const int vectors : {1, 2, 7, 64, 65})
        expect_exact(network, vectors);
}

TEST(ExactMatMul, AgreesWithTheDefinitionInGroups) {
    auto network = nn::random_network({6, 1, 1}, {nn::linear(4)}, 3);
    nn::QuantizedOp &op = network.ops[0];
    op.groups = 2; // rows 0-2 feed columns 0-1, rows 3-5 columns 2-3
    for (int row = 0; row < 6; ++row)
        for (int col = 0; col < 4; ++col)
            if (row / 3 != col / 2)
                op.weights[static_cast<std::size_t>(row * 4 + col)] = 0;
    nn::validate(network);
    expect_exact(network, 5);
}

TEST(ExactMatMul, HoldsTheLargestSums) {
    // 20,000 x 255 x 127 = 647,700,000: beyond the 2^24 of a float and the 2^15 of 16-bit pairs
    auto network = nn::random_network({20000, 1, 1}, {nn::linear(3)}, 1);
    std::fill(network.ops[0].weights.begin(), network.ops[0].weights.end(), std::int8_t{127});
    for (std::size_t row = 0; row < 20000; ++row)
        network.ops[0].weights[row * 3 + 1] = -127;
    network.ops[0].weights[2] = 126;
    const std::vector<std::uint8_t> x(20000, 255);
    std::int32_t y[3];
    nn::ExactMatMul(network).multiply(0, {x.data()}, y);
    EXPECT_EQ(y[0], 647700000);
    EXPECT_EQ(y[1], -647700000);
    EXPECT_EQ(y[2], 647699745);
}
