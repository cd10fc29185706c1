// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/recalibrate.h"
#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace {

nn::QuantizedNetwork residual_network() {
    auto network =
        nn::random_network({2, 9, 9},
                           {nn::conv(8, 3, 1, 1), nn::max_pool(2, 2), nn::residual_conv(8, 3, 1),
                            nn::global_pool(), nn::linear(10)},
                           5, {});
    nn::validate(network);
    return network;
}

/// Gives `stretch` times the exact product plus a shift that grows with the output's number.
class Skewed : public nn::MatMul {
  public:
    Skewed(const nn::QuantizedNetwork &network, int stretch, int shift)
        : network_(network), exact_(network), stretch_(stretch), shift_(shift) {}

    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override {
        exact_.multiply(layer, in, y);
        const int cols = network_.matrices()[static_cast<std::size_t>(layer)]->cols();
        for (std::int64_t i = 0; i < in.count * cols; ++i)
            y[i] = stretch_ * y[i] + shift_ * static_cast<int>(i % cols);
    }
    float unit(int layer) const override { return exact_.unit(layer); }

  private:
    const nn::QuantizedNetwork &network_;
    nn::ExactMatMul exact_;
    int stretch_, shift_;
};

std::vector<float> inferred(const nn::QuantizedNetwork &network, nn::MatMul &matmul,
                            const std::vector<std::uint8_t> &images, int count) {
    std::vector<float> found(static_cast<std::size_t>(count * network.classes));
    nn::infer(network, matmul, {images.data(), count}, found.data());
    return found;
}

TEST(Recalibrate, LeavesANetworkOnExactArraysAsItIs) {
    const auto network = residual_network();
    const auto images = nn::random_images(network, 4, 1);
    nn::ExactMatMul exact(network);
    const auto fitted = nn::recalibrate(network, exact, {images.data(), 4});
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        EXPECT_EQ(fitted.ops[i].scale, network.ops[i].scale);
        EXPECT_EQ(fitted.ops[i].bias, network.ops[i].bias);
    }
}

TEST(Recalibrate, TakesBackAStretchAndAShiftOfEachOutput) {
    const auto network = residual_network();
    const auto images = nn::random_images(network, 12, 2);
    const std::vector<std::uint8_t> others(images.begin() + 6 * network.input.size(), images.end());
    nn::ExactMatMul exact(network);
    Skewed skewed(network, 2, 700);
    const auto right = inferred(network, exact, others, 6);
    const auto wrong = inferred(network, skewed, others, 6);
    const auto fitted = nn::recalibrate(network, skewed, {images.data(), 6});
    const auto mended = inferred(fitted, skewed, others, 6); // images that it has not seen
    double largest = 0, left = 0, before = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        largest = std::max(largest, std::abs(double{right[i]}));
        left = std::max(left, std::abs(double{mended[i]} - right[i]));
        before = std::max(before, std::abs(double{wrong[i]} - right[i]));
    }
    EXPECT_LT(left, 1e-4 * largest); // scales and biases are floats; codes did not flip
    EXPECT_GT(before, 0.1 * largest);
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        if (network.ops[i].kind != nn::OpKind::MatMul)
            continue;
        for (std::size_t c = 0; c < network.ops[i].scale.size(); ++c)
            EXPECT_NEAR(fitted.ops[i].scale[c], network.ops[i].scale[c] / 2,
                        1e-5F * std::abs(network.ops[i].scale[c]));
    }
}

TEST(Recalibrate, KeepsTheScaleOfAnOutputThatDoesNotVary) {
    auto network = residual_network();
    std::fill(network.ops[0].weights.begin(), network.ops[0].weights.end(), std::int8_t{0});
    const auto images = nn::random_images(network, 3, 3);
    Skewed skewed(network, 1, 50);
    const auto fitted = nn::recalibrate(network, skewed, {images.data(), 3});
    const nn::QuantizedOp &was = network.ops[0], &is = fitted.ops[0];
    EXPECT_EQ(is.scale, was.scale);
    for (std::size_t c = 0; c < was.bias.size(); ++c)
        EXPECT_NEAR(is.bias[c], was.bias[c] - was.scale[c] * 50 * static_cast<float>(c),
                    1e-4 * (1 + std::abs(was.bias[c])));
}

nn::WindowSample sample(const nn::QuantizedNetwork &network,
                        const std::vector<std::uint8_t> &images, int count, int windows) {
    nn::WindowSample kept(network, count, windows);
    inferred(network, kept, images, count);
    return kept;
}

// Nine windows of each layer and image; the last layer has one an image.
TEST(Recalibrate, KeepsWindowsOfEveryImageWithTheirProducts) {
    const auto network = residual_network();
    const auto images = nn::random_images(network, 6, 4);
    const nn::WindowSample kept = sample(network, images, 6, 54);
    nn::ExactMatMul exact(network);
    for (int layer = 0; layer < 3; ++layer) {
        const nn::WindowSample::Windows &windows = kept.of(layer);
        EXPECT_EQ(windows.count, layer < 2 ? 54 : 6);
        std::vector<std::int32_t> products(windows.products.size());
        exact.multiply(layer, {windows.inputs.data(), windows.count}, products.data());
        EXPECT_EQ(products, windows.products);
    }
}

// A map with fewer pixels than windows are asked for gives each of them once.
TEST(Recalibrate, KeepsEveryWindowOfASmallMapOnce) {
    const auto network = residual_network();
    const auto images = nn::random_images(network, 1, 4);
    const std::int64_t pixels = sample(network, images, 1, 1 << 20).of(0).count;
    ASSERT_GT(pixels, 4);
    for (const std::int64_t windows :
         {pixels / 2 + 1, pixels - 1, pixels, pixels + 1, 3 * pixels}) {
        const auto kept = sample(network, images, 1, static_cast<int>(windows)).of(0);
        ASSERT_EQ(kept.count, std::min(windows, pixels));
        const std::size_t size = kept.inputs.size() / static_cast<std::size_t>(kept.count);
        std::set<std::vector<std::uint8_t>> distinct;
        for (auto x = kept.inputs.begin(); x != kept.inputs.end(); x += static_cast<long>(size))
            distinct.emplace(x, x + static_cast<long>(size));
        EXPECT_EQ(std::int64_t(distinct.size()), kept.count) << windows << " windows";
    }
}

TEST(Recalibrate, TakesAStretchAndAShiftBackByAFewWindows) {
    const auto network = residual_network();
    const auto images = nn::random_images(network, 12, 2);
    const std::vector<std::uint8_t> others(images.begin() + 6 * network.input.size(), images.end());
    nn::ExactMatMul exact(network);
    Skewed skewed(network, 2, 700);
    const auto right = inferred(network, exact, others, 6);
    const nn::WindowSample kept = sample(network, images, 6, 18);
    const auto fitted = nn::recalibrate(network, skewed, kept, 0);
    const auto mended = inferred(fitted, skewed, others, 6);
    double largest = 0, left = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        largest = std::max(largest, std::abs(double{right[i]}));
        left = std::max(left, std::abs(double{mended[i]} - right[i]));
    }
    EXPECT_LT(left, 1e-4 * largest);
    const auto unchanged = nn::recalibrate(network, exact, kept, 0);
    for (std::size_t i = 0; i < network.ops.size(); ++i)
        EXPECT_EQ(unchanged.ops[i].scale, network.ops[i].scale);
}

} // namespace
