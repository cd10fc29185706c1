// SPDX-License-Identifier: Apache-2.0
#include "nn/data/hold_back.h"
#include "nn/training/supernet.h"
#include "tests/nn/supernet_bench.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace {

constexpr nn::Shape grey_image{1, 8, 8};

nn::Dataset images(double share, std::uint64_t seed) {
    nn::Dataset data{patches(64, grey_image, 1), patches(8, grey_image, 2)};
    return share > 0 ? nn::hold_back(std::move(data), share, seed) : data;
}

void train(nn::Supernet &network, const nn::Dataset &data) {
    nn::TrainSpec once;
    once.epochs = 1;
    once.batch = 16;
    once.noise = false;
    network.train(data, {once});
}

} // namespace

TEST(UnseenImages, AreKnownToTheNetworkAndToItsFile) {
    const nn::Dataset data = images(0.25, 1);
    nn::Supernet network(small_network("convnet"), grey_image, classes, 1);
    EXPECT_TRUE(network.is_new_to(data)) << "fresh weights have seen nothing";
    train(network, data);
    EXPECT_TRUE(network.is_new_to(data));
    EXPECT_FALSE(network.is_new_to(images(0.25, 2))) << "other ones are held back";
    EXPECT_FALSE(network.is_new_to(images(0, 1))) << "none are";
    const TemporaryFolder folder;
    const std::string file = folder.write("network.safetensors", "");
    network.save(file);
    EXPECT_TRUE(nn::Supernet::load(file).is_new_to(data));
}

TEST(UnseenImages, OfATrainingOnAllAreNone) {
    nn::Supernet network(small_network("convnet"), grey_image, classes, 1);
    train(network, images(0, 1));
    EXPECT_FALSE(network.is_new_to(images(0.25, 1)));
    train(network, images(0.25, 1)); // what was seen once stays seen
    EXPECT_FALSE(network.is_new_to(images(0.25, 1)));
}
