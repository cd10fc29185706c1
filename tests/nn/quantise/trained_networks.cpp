// SPDX-License-Identifier: Apache-2.0
#include "nn/base/file_bytes.h"
#include "nn/data/dataset.h"
#include "nn/graph/graph_runner.h"
#include "nn/onnx/onnx_file.h"
#include "nn/quantise/quantise_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <ostream>

namespace {

namespace fs = std::filesystem;

/// The folder that CROSSWEAVE_DATA names, if it holds a network of that name and CIFAR-10.
fs::path data_with(const std::string &network) {
    const char *root = std::getenv("CROSSWEAVE_DATA");
    if (root && fs::exists(fs::path(root) / "models" / network) &&
        fs::exists(fs::path(root) / "cifar10" / "test_batch.bin"))
        return root;
    return {};
}

/// A network trained by others and what it expects of its images.
struct Trained {
    std::string file, logits;
    nn::Normalisation normalisation;
};

const nn::Normalisation imagenet{255, {0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}};
const std::string resnet20 = "ref_logits/resnet20_cifar10_first100.f32";
const std::string resnet8 = "ref_logits/mlperf_tiny_resnet8_cifar10_first100.f32";
const std::vector<Trained> networks{
    {"resnet20_cifar10.onnx", resnet20, imagenet},
    {"resnet20_cifar10_folded.onnx", resnet20, imagenet},
    {"mlperf_tiny_resnet8_cifar10.onnx", resnet8, {1, {}, {}}},
    {"mlperf_tiny_resnet8_cifar10_folded.onnx", resnet8, {1, {}, {}}},
};

void PrintTo(const Trained &network, std::ostream *out) { *out << network.file; }

class TrainedNetwork : public testing::TestWithParam<Trained> {};

} // namespace

TEST_P(TrainedNetwork, GivesTheLogitsOfOnnxRuntime) {
    const fs::path root = data_with(GetParam().file);
    if (root.empty())
        GTEST_SKIP() << "CROSSWEAVE_DATA has no models/" << GetParam().file << " and cifar10";
    const nn::Graph network = nn::read_onnx((root / "models" / GetParam().file).string());
    const nn::Images test = nn::load_cifar10({(root / "cifar10" / "test_batch.bin").string()});
    const auto bytes = nn::file_bytes((root / "models" / GetParam().logits).string());
    std::vector<float> expected(bytes.size() / sizeof(float));
    std::memcpy(expected.data(), bytes.data(), expected.size() * sizeof(float));
    ASSERT_EQ(expected.size(), 1000U);

    nn::GraphRunner runner(network);
    const std::vector<int> pixels = nn::input_pixels(network, test.shape);
    std::vector<float> input(pixels.size());
    float difference = 0;
    for (int i = 0; i < 100; ++i) {
        nn::load_image(pixels, GetParam().normalisation, test.shape, test.image(i), input.data());
        const float *logits = runner.run(input.data());
        for (std::size_t c = 0; c < 10; ++c)
            difference = std::max(
                difference, std::abs(logits[c] - expected[static_cast<std::size_t>(i) * 10 + c]));
    }
    EXPECT_LT(difference, 1e-4F);
}

TEST_P(TrainedNetwork, KeepsItsClassesInIntegers) {
    const fs::path root = data_with(GetParam().file);
    if (root.empty())
        GTEST_SKIP() << "CROSSWEAVE_DATA has no models/" << GetParam().file << " and cifar10";
    const nn::Graph network = nn::read_onnx((root / "models" / GetParam().file).string());
    const nn::Images test = nn::load_cifar10({(root / "cifar10" / "test_batch.bin").string()});
    const auto ranges = nn::value_ranges(network, GetParam().normalisation, test, 16);
    const nn::QuantizedNetwork integers =
        nn::quantise(network, test.shape, GetParam().normalisation, ranges, {});
    constexpr int images = 200;
    std::vector<float> logits(images * 10);
    nn::ExactMatMul exact(integers);
    nn::infer(integers, exact, test.batch(0, images), logits.data());
    nn::GraphRunner runner(network);
    const std::vector<int> pixels = nn::input_pixels(network, test.shape);
    std::vector<float> input(pixels.size());
    int same = 0;
    for (int i = 0; i < images; ++i) {
        nn::load_image(pixels, GetParam().normalisation, test.shape, test.image(i), input.data());
        const float *expected = runner.run(input.data());
        const float *found = logits.data() + i * 10;
        same += std::max_element(expected, expected + 10) - expected ==
                std::max_element(found, found + 10) - found;
    }
    EXPECT_GE(same, images * 98 / 100);
}

INSTANTIATE_TEST_SUITE_P(Cifar10, TrainedNetwork, testing::ValuesIn(networks),
                         [](const testing::TestParamInfo<Trained> &one) {
                             return one.param.file.substr(0, one.param.file.find('.'));
                         });
