// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/network_file.h"
#include "nn/quantise/imported_network.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

TEST(NetworkFile, ExportedGraphClassifiesAlike) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    for (const std::string &model : models) {
        const nn::Supernet net = trained(data, small_network(model), {train});
        const nn::ImportedNetwork imported(net.graph({net.spec(), data.train, train}), {});
        EXPECT_NEAR(imported.float_accuracy(data.test, 200, 1),
                    net.float_accuracy({net.spec(), data.train, train}, data.test, 200, 1), 0.011)
            << model; // sums in another order
        EXPECT_NO_THROW(nn::validate(imported.quantise(data.train, 64, {}))) << model;
    }
}

TEST(NetworkFile, ComesBackFromItsFile) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    for (const std::string &model : models) {
        nn::NetworkSpec spec = small_network(model);
        spec.layer_weight_bits = {8, 6};
        spec.layer_activation_bits = {7, 8};
        const nn::Supernet net = trained(data, spec, {train});
        const std::string file = testing::TempDir() + "supernet.safetensors";
        net.save(file);
        const nn::Supernet again = nn::Supernet::load(file);
        std::remove(file.c_str());
        EXPECT_EQ(again.spec().channels, net.spec().channels);
        EXPECT_EQ(again.spec().layer_weight_bits, net.spec().layer_weight_bits);
        EXPECT_EQ(again.spec().layer_activation_bits, net.spec().layer_activation_bits);
        EXPECT_EQ(logits(again.extract({again.spec(), data.train, train}, nullptr), data.test),
                  logits(net.extract({net.spec(), data.train, train}, nullptr), data.test));
    }
}

TEST(NetworkFile, NamesAFileThatIsNoNetwork) {
    const std::string file = testing::TempDir() + "broken.safetensors";
    std::ofstream(file) << "no network";
    const std::string text = error_text([&] { nn::Supernet::load(file); });
    std::remove(file.c_str());
    EXPECT_NE(text.find(file), std::string::npos);
    EXPECT_EQ(text.find('\n'), std::string::npos);
}
