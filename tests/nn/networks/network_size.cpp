// SPDX-License-Identifier: Apache-2.0
#include "nn/base/result_files.h"
#include "nn/base/safetensors.h"
#include "nn/networks/network_file.h"
#include "nn/networks/plan.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <ostream>

namespace {

nn::NetworkSpec layers(const std::string &model, std::vector<int> channels,
                       std::vector<int> kernels) {
    nn::NetworkSpec network;
    network.model = model;
    network.channels = std::move(channels);
    network.kernels = std::move(kernels);
    network.pool_after = network.residual = {};
    return network;
}

nn::NetworkSpec with_hidden(std::vector<int> hidden) {
    nn::NetworkSpec network = layers("vgg", {4}, {3});
    network.blocks = {1};
    network.hidden = std::move(hidden);
    return network;
}

std::string size_refusal(const nn::NetworkSpec &network, nn::Shape image = {1, 28, 28}) {
    return error_text([&] { nn::plan(network, image, 10); });
}

/// What is said of a good file whose metadata `key` is another text.
std::string file_refusal(const std::string &key, const std::string &text) {
    const std::string file = testing::TempDir() + "size.safetensors";
    const nn::TrainedNetwork network = nn::fresh_network(with_hidden({6}), {1, 8, 8}, 4, 1);
    nn::write_whole(file, [&](std::ostream &out) { nn::save_network(network, out); });
    nn::TensorFile read = nn::read_safetensors(file);
    read.metadata[key] = text;
    nn::write_safetensors(file, read.tensors, read.metadata);
    const std::string reason = error_text([&] { nn::load_network(file); });
    std::remove(file.c_str());
    return reason.rfind(file + ": ", 0) == 0 ? reason.substr(file.size() + 2) : reason;
}

} // namespace

TEST(NetworkSize, OfAMatrixIsBounded) {
    EXPECT_EQ(size_refusal(layers("convnet", {4096, 4096}, {15, 15})),
              "network: the matrix of conv2 of 4096x15x15x4096 has more than 268435456 values");
    EXPECT_EQ(size_refusal(with_hidden({65536, 65536})), // 2^32, which is 0 as an int
              "network: the matrix of hidden2 of 65536x1x1x65536 has more than 268435456 values");
    EXPECT_EQ(
        size_refusal(layers("separable", {4096, 4096}, {3, 15})), // depthwise, but dense on a chip
        "network: the matrix of depthwise2 of 4096x15x15x4096 has more than 268435456 "
        "values");
    EXPECT_EQ(size_refusal(with_hidden({16384, 16384})), ""); // 2^28
}

TEST(NetworkSize, OfAllMatricesIsBounded) {
    EXPECT_EQ(size_refusal(with_hidden({16384, 16384, 16384, 16384})),
              "network: up to the matrix of hidden3 there are more than 536870912 values");
}

TEST(NetworkSize, OfAnImageIsBounded) {
    for (const std::string model : {"mlp", "convnet"}) {
        const nn::NetworkSpec network = layers(model, {4}, {1});
        EXPECT_EQ(size_refusal(network, {64, 1024, 1024}),
                  "an image of 64x1024x1024 has more than 16777216 values");
        EXPECT_EQ(size_refusal(network, {64, 4096, 4096}),
                  "an image of 64x4096x4096 has more than 16777216 values");
        EXPECT_EQ(size_refusal(network, {0, 4, 4}),
                  "an image of 0x4x4 has a size that is not at least 1");
    }
}

TEST(NetworkSize, OfAFileIsBounded) {
    EXPECT_EQ(file_refusal("classes", "4"), "");
    EXPECT_EQ(file_refusal("classes", "-1"), "metadata 'classes' has -1; 1 is the least");
    EXPECT_EQ(file_refusal("classes", "0"), "metadata 'classes' has 0; 1 is the least");
    EXPECT_EQ(file_refusal("input", "1,-8,8"), "metadata 'input' has -8; 1 is the least");
    EXPECT_EQ(file_refusal("input", "64,4096,4096"),
              "an image of 64x4096x4096 has more than 16777216 values");
    EXPECT_EQ(file_refusal("kernels", "2147483647"),
              "metadata 'kernels' has 2147483647; 0 to 15 is right");
    EXPECT_EQ(file_refusal("channels", "-4"), "metadata 'channels' has -4; 1 to 4096 is right");
    EXPECT_EQ(file_refusal("hidden", "70000"), "metadata 'hidden' has 70000; 1 to 65536 is right");
    EXPECT_EQ(file_refusal("blocks", "1000000"),
              "metadata 'blocks' has 1000000; 1 to 100 is right");
    EXPECT_EQ(file_refusal("classes", "2147483647"),
              "network: the matrix of fc of 6x1x1x2147483647 has more than 268435456 values");
}
