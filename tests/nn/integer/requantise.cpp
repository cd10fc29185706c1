// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/requantise.h"

#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace nn {
namespace {

/// A whole number times a power of two.
float number(RandomIntegers &draw, int most, float unit) {
    return static_cast<float>(draw(-most, most)) * unit;
}

TEST(Requantise, AMapIsItsPixelsOneByOne) {
    RandomIntegers draw(5, 0);
    for (int i = 0; i < 200; ++i) {
        QuantizedOp op;
        op.out.channels = draw(1, 70);
        op.output_bits = draw(1, 8);
        op.residual_scale = number(draw, 100, 0.01F);
        if (draw(0, 3) == 0) {
            op.activation = activation("LeakyRelu", 0.1F);
        }
        const auto cols = static_cast<std::size_t>(op.cols());
        for (std::size_t c = 0; c < cols; ++c) {
            op.scale.push_back(
                number(draw, 1000, 0.001F)); // products are half a code apart at times
            op.bias.push_back(number(draw, 100, 0.5F));
        }
        op.out.width = draw(1, 9);
        const std::size_t size = static_cast<std::size_t>(op.out.width) * cols;
        std::vector<std::int32_t> acc;
        std::vector<std::uint8_t> residual;
        for (std::size_t v = 0; v < size; ++v) {
            acc.push_back(draw(-500, 500));
            residual.push_back(static_cast<std::uint8_t>(draw(0, 255)));
        }
        const float unit = draw(0, 1) == 0 ? 0.5F : 0.37F;
        for (const bool adds : {false, true}) {
            std::vector<std::uint8_t> whole(size), by_pixel(size);
            requantise_map(op, unit, acc.data(), adds ? residual.data() : nullptr, whole.data());
            for (std::size_t at = 0; at < size; at += cols)
                requantise(op, unit, acc.data() + at, adds ? residual.data() + at : nullptr,
                           by_pixel.data() + at);
            ASSERT_EQ(whole, by_pixel) << "case " << i << ", residual " << adds;
        }
    }
}

} // namespace
} // namespace nn
