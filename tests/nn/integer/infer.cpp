// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/im2col.h"
#include "nn/integer/quantized_network.h"
#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <tuple>
#include <vector>

namespace {

using Maps = std::vector<std::vector<std::uint8_t>>;

/// An average over what padding leaves of its windows.
nn::RandomLayer edge_pool() {
    nn::RandomLayer pool = nn::average_pool(3, 1);
    pool.padding = 1;
    pool.below = 1;
    return pool;
}

nn::QuantizedNetwork every_kind(std::uint64_t seed, nn::RandomBits bits = {}) {
    auto network = nn::random_network(
        {2, 13, 11},
        {nn::conv(8, 5, 1, 2), nn::max_pool(2, 2), nn::residual_conv(8, 3, 1),
         nn::depthwise(3, 1, 1), nn::add(2), nn::response_norm(4), nn::select(12, 3), edge_pool(),
         nn::odd_conv(9, 3, 1, "Sigmoid"), nn::odd_conv(8, 3, 1, "LeakyRelu"),
         nn::odd_conv(8, 2, 1, "HardSwish"), nn::conv(12, 9, 2, 4), nn::conv(6, 1),
         nn::average_pool(2, 1), nn::global_pool(), nn::linear(10)},
        seed, bits);
    nn::validate(network);
    return network;
}

/// The network by definition: window by window, one vector at a time, like the chip.
std::vector<float> one_window_at_a_time(const nn::QuantizedNetwork &network, nn::MatMul &matmul,
                                        const std::uint8_t *pixels, Maps &maps,
                                        std::int64_t image = 0) {
    std::vector<float> logits(static_cast<std::size_t>(network.classes));
    maps.clear();
    for (const nn::QuantizedOp &op : network.ops) {
        const auto map = [&](std::size_t input) {
            const int from = op.inputs[input];
            return from < 0 ? pixels : maps[static_cast<std::size_t>(from)].data();
        };
        std::vector<std::uint8_t> out(static_cast<std::size_t>(op.out.size() * op.output_bytes()));
        std::vector<std::uint8_t> row(static_cast<std::size_t>(op.rows() * op.input_bytes()));
        std::vector<std::int32_t> acc(static_cast<std::size_t>(op.cols() * op.input_bytes()));
        for (int pixel = 0; pixel < op.out.pixels(); ++pixel) {
            const int oy = pixel / op.out.width, ox = pixel % op.out.width;
            const std::ptrdiff_t at = std::ptrdiff_t{pixel} * op.out.channels;
            std::uint8_t *const to = out.data() + at * op.output_bytes();
            const std::uint8_t *second =
                op.inputs.size() > 1 ? map(1) + at * op.input_bytes(1) : nullptr;
            if (op.kind != nn::OpKind::MatMul) {
                std::vector<const std::uint8_t *> inputs;
                for (std::size_t input = 0; input < op.inputs.size(); ++input)
                    inputs.push_back(map(input));
                nn::vector_pixel(op, inputs, oy, ox, to);
                continue;
            }
            nn::gather_window(op, map(0), oy, ox, row.data());
            matmul.multiply(op.matrix, {row.data(), 1, image, pixel}, acc.data());
            const float unit = matmul.unit(op.matrix);
            if (op.logits)
                nn::dequantise(op, unit, acc.data(), logits.data());
            else
                nn::requantise(op, unit, acc.data(), second, to);
        }
        maps.push_back(std::move(out));
    }
    return logits;
}

/// Remembers what it was asked to multiply, and answers with the position of each vector.
class RecordingMatMul : public nn::MatMul {
  public:
    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override {
        calls.emplace_back(layer, in.image, in.position, in.count);
        for (std::int64_t v = 0; v < in.count; ++v)
            y[v] = static_cast<std::int32_t>(in.image * 100 + in.position + v + in.x[v]);
    }
    float unit(int) const override { return 0.5F; }

    std::vector<std::tuple<int, std::int64_t, std::int64_t, std::int64_t>> calls;
};

} // namespace

TEST(Infer, ConvolutionPoolingAndClassifierByHand) {
    nn::QuantizedNetwork network;
    network.input = {1, 3, 3};
    network.classes = 2;
    nn::QuantizedOp conv;
    conv.inputs = {-1};
    conv.in = {1, 3, 3};
    conv.kernel_height = conv.kernel_width = 2;
    conv.out = {1, 2, 2};
    conv.matrix = 0;
    conv.weights = {1, 0, 0, -1}; // upper left minus lower right
    conv.scale = {1};
    conv.bias = {5};
    nn::QuantizedOp pool;
    pool.kind = nn::OpKind::MaxPool;
    pool.inputs = {0};
    pool.in = conv.out;
    pool.kernel_height = pool.kernel_width = 2;
    pool.stride_height = pool.stride_width = 2;
    pool.out = {1, 1, 1};
    nn::QuantizedOp classifier;
    classifier.inputs = {1};
    classifier.in = {1, 1, 1};
    classifier.out = {2, 1, 1};
    classifier.matrix = 1;
    classifier.logits = true;
    classifier.weights = {3, -2};
    classifier.scale = {0.5F, 0.5F};
    classifier.bias = {0, 1};
    network.ops = {conv, pool, classifier};
    nn::validate(network);

    // conv: 9-5, 8-4 / 6-2, 5-1 all 4 + 5 = 9; second image: 1-5+5=1, 2-6+5=1, 4-8+5=1, 5-0+5=10
    const std::vector<std::uint8_t> images{9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0};
    nn::ExactMatMul matmul(network);
    float logits[4];
    nn::infer(network, matmul, {images.data(), 2}, logits);
    EXPECT_EQ(logits[0], 13.5F);
    EXPECT_EQ(logits[1], -8.0F);
    EXPECT_EQ(logits[2], 15.0F);
    EXPECT_EQ(logits[3], -9.0F);
}

TEST(Infer, EqualsOneWindowAtATimeBitForBit) {
    for (const nn::RandomBits bits : {nn::RandomBits{8, 8}, nn::RandomBits{4, 5},
                                      nn::RandomBits{14, 16}, nn::RandomBits{10, 9}}) {
        const auto network = every_kind(11, bits);
        const auto images = nn::random_images(network, 3, 2);
        nn::ExactMatMul matmul(network);
        std::vector<float> logits(30);
        nn::infer(network, matmul, {images.data(), 3}, logits.data());
        for (int i = 0; i < 3; ++i) {
            Maps maps;
            const auto expected = one_window_at_a_time(
                network, matmul, images.data() + i * network.image_bytes(), maps);
            EXPECT_EQ(std::vector<float>(logits.begin() + i * 10, logits.begin() + i * 10 + 10),
                      expected);
        }
    }
}

TEST(Infer, CodesOfTwoBytesByHand) {
    nn::QuantizedNetwork network; // codes of 12 bits, weights of 16
    network.input = {2, 1, 2};
    network.input_bits = 12;
    network.classes = 1;
    nn::QuantizedOp first;
    first.inputs = {-1};
    first.in = first.out = {2, 1, 2};
    first.input_bits = 12;
    first.output_bits = 16;
    first.weight_bits = 16;
    first.matrix = 0;
    first.weights = {20000, 1, -3, 256}; // by row: 20000 a - 3 b, a + 256 b
    first.scale = {0.001F, 0.125F};
    first.bias = {7, -1};
    nn::QuantizedOp pool;
    pool.kind = nn::OpKind::MaxPool;
    pool.inputs = {0};
    pool.in = first.out;
    pool.kernel_width = 2;
    pool.stride_width = 2;
    pool.out = {2, 1, 1};
    pool.input_bits = pool.output_bits = 16;
    nn::QuantizedOp last;
    last.inputs = {1};
    last.in = pool.out;
    last.out = {1, 1, 1};
    last.input_bits = 16;
    last.matrix = 1;
    last.logits = true;
    last.weights = {1, 2};
    last.scale = {1};
    last.bias = {0.5F};
    network.ops = {first, pool, last};
    nn::note_input_bits(network);
    nn::validate(network);

    // Pixels (a, b) = (3000, 5) and (4095, 1000): low bytes, then high ones.
    const std::vector<std::uint8_t> image{3000 % 256, 5,          3000 / 256, 0,
                                          255,        1000 % 256, 15,         1000 / 256};
    nn::ExactMatMul matmul(network);
    float logit = 0;
    nn::infer(network, matmul, {image.data(), 1}, &logit);
    // (59999985, 4280) and (81897000, 260095): 60007 and 65535 (clipped); 534 and 32510.9.
    EXPECT_EQ(logit, 65535 + 2 * 32511 + 0.5F);
}

TEST(Infer, WidensWithoutChangeWhatFitsAByte) {
    // The same network with codes of 9 bits that never pass 255.
    auto network = nn::random_network({3, 9, 9},
                                      {nn::conv(8, 3, 1, 1), nn::residual_conv(8, 3, 0),
                                       nn::average_pool(2, 2), nn::conv(6, 3, 1), nn::global_pool(),
                                       nn::linear(5)},
                                      4);
    const auto images = nn::random_images(network, 2, 1);
    for (nn::QuantizedOp &op : network.ops)
        for (float &scale : op.scale)
            scale *= op.logits ? 1 : 0.2F;
    const auto logits = [](const nn::QuantizedNetwork &of, const std::vector<std::uint8_t> &in) {
        nn::ExactMatMul matmul(of);
        std::vector<float> found(10);
        nn::infer(of, matmul, {in.data(), 2}, found.data());
        return found;
    };
    const auto narrow = logits(network, images);
    for (nn::QuantizedOp &op : network.ops) {
        op.output_bits = 9;
        op.input_bits = op.inputs[0] < 0 ? 8 : 9;
    }
    nn::note_input_bits(network);
    nn::validate(network);
    EXPECT_EQ(logits(network, images), narrow);
}

/// Whether all windows of a map of drawn values are gathered as one at a time.
bool gathers_all(nn::Im2col &im2col, const nn::QuantizedOp &op) {
    std::vector<std::uint8_t> in(static_cast<std::size_t>(op.in.size()));
    nn::RandomIntegers draw(1, 0);
    for (std::uint8_t &value : in)
        value = static_cast<std::uint8_t>(draw(1, 255));
    const auto rows = static_cast<std::size_t>(op.rows());
    std::vector<std::uint8_t> expected(static_cast<std::size_t>(op.out.pixels()) * rows);
    for (int pixel = 0; pixel < op.out.pixels(); ++pixel)
        nn::gather_window(op, in.data(), pixel / op.out.width, pixel % op.out.width,
                          expected.data() + static_cast<std::size_t>(pixel) * rows);
    return std::equal(expected.begin(), expected.end(), im2col.gather(op, in.data()));
}

TEST(Infer, GathersAllWindowsLikeOneAtATime) {
    nn::Im2col again; // its memory is used again for every shape
    for (const int channels : {1, 3, 16, 48})
        for (const int kernel : {1, 2, 3, 4, 5, 7, 8, 9, 11})
            for (const int width : {kernel, 1 + kernel % 4})
                for (const int stride : {1, 2, 3})
                    for (const int padding : {0, 1, kernel / 2, kernel + 1}) {
                        nn::QuantizedOp op;
                        op.in = {channels, 14, 12};
                        op.kernel_height = kernel;
                        op.kernel_width = width;
                        op.stride_height = op.stride_width = stride;
                        op.padding_top = op.padding_left = padding;
                        op.out = {1, (14 + 2 * padding - kernel) / stride + 1,
                                  (12 + 2 * padding - width) / stride + 1};
                        for (int channel = 0; channels % 3 == 0 && channel < channels; ++channel)
                            op.padding_values.push_back(static_cast<std::uint8_t>(channel + 1));
                        nn::Im2col fresh;
                        EXPECT_TRUE(gathers_all(fresh, op) && gathers_all(again, op))
                            << channels << " channels, kernel " << kernel << " x " << width
                            << ", stride " << stride << ", padding " << padding;
                    }
}

// Logits 0, ln 2 and ln 5: shares of 1/8, 2/8 and 5/8.
TEST(Infer, EndsInASoftmaxWhereTheNetworkDoes) {
    nn::QuantizedNetwork network = nn::random_network({1, 1, 1}, {nn::linear(3)}, 1);
    nn::QuantizedOp &op = network.ops.back();
    op.scale.assign(3, 0);
    op.bias = {0, std::log(2.0F), std::log(5.0F)};
    op.softmax = true;
    nn::validate(network);
    nn::ExactMatMul matmul(network);
    const std::uint8_t image = 9;
    float shares[3];
    nn::infer(network, matmul, {&image, 1}, shares);
    EXPECT_FLOAT_EQ(shares[0], 0.125F);
    EXPECT_FLOAT_EQ(shares[1], 0.25F);
    EXPECT_FLOAT_EQ(shares[2], 0.625F);
}

TEST(Infer, TellsTheMultiplierWhichImageAndPositions) {
    auto network = nn::random_network({1, 3, 3}, {nn::conv(1, 2), nn::conv(1, 2)}, 1);
    const auto images = nn::random_images(network, 2, 1);
    RecordingMatMul matmul;
    float logits[2];
    nn::infer(network, matmul, {images.data(), 2, 40}, logits);
    const decltype(matmul.calls) expected{
        {0, 40, 0, 4}, {1, 40, 0, 1}, {0, 41, 0, 4}, {1, 41, 0, 1}};
    EXPECT_EQ(matmul.calls, expected);
}

TEST(Infer, DoesNotDependOnGroupsOrThreads) {
    const auto network = every_kind(4);
    constexpr int count = 8;
    const auto images = nn::random_images(network, count, 9);
    nn::ExactMatMul matmul(network);
    std::vector<float> together(count * 10), apart(count * 10);
    nn::infer(network, matmul, {images.data(), count}, together.data());
    const auto run = [&](int first, int images_per_call) {
        for (int i = first; i < first + count / 2; i += images_per_call)
            nn::infer(network, matmul,
                      {images.data() + i * network.input.size(), images_per_call, i},
                      apart.data() + i * 10);
    };
    std::thread other(run, 0, 1);
    run(count / 2, 2);
    other.join();
    EXPECT_EQ(together, apart);
}

TEST(RandomNetwork, IsAFunctionOfItsSeed) {
    EXPECT_EQ(every_kind(1).ops[0].weights, every_kind(1).ops[0].weights);
    EXPECT_NE(every_kind(1).ops[0].weights, every_kind(2).ops[0].weights);
    EXPECT_NE(every_kind(1).ops[2].weights, every_kind(1).ops[3].weights);
}

TEST(RandomNetwork, ActivationsNeitherVanishNorSaturate) {
    for (const nn::RandomBits bits : {nn::RandomBits{8, 8}, nn::RandomBits{4, 4}}) {
        const double top = std::pow(2.0, bits.activation) - 1;
        const auto network = every_kind(21, bits);
        const auto image = nn::random_images(network, 1, 3);
        nn::ExactMatMul matmul(network);
        Maps maps;
        one_window_at_a_time(network, matmul, image.data(), maps);
        for (std::size_t i = 0; i + 1 < maps.size(); ++i) {
            const auto entries = static_cast<double>(maps[i].size());
            double sum = 0;
            int full = 0;
            for (const std::uint8_t value : maps[i]) {
                sum += value;
                full += value >= top;
            }
            EXPECT_GT(sum / entries, 0.03 * top) << network.ops[i].name;
            EXPECT_LT(sum / entries, 0.70 * top) << network.ops[i].name;
            EXPECT_LT(full / entries, 0.25) << network.ops[i].name;
        }
    }
}
