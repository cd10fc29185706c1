// SPDX-License-Identifier: Apache-2.0
#include "apps/design/session.h"

#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <sstream>

namespace {

const nn::Images small_images{{1, 12, 12}, 4, {}, {}};

/// A network for them, whose first convolution has so many channels and such a kernel.
apps::Config two_layers(int channels, int kernel) {
    apps::Config config;
    config.network.channels = {channels, 6};
    config.network.kernels = {kernel, 3};
    config.network.pool_after = config.network.residual = {};
    return config;
}

/// Why images of that shape and those classes are refused by a network of 1 x 12 x 12 images and 4
/// classes.
std::string misfit(const std::string &model, nn::Shape shape, int classes) {
    nn::NetworkSpec network;
    network.model = model;
    network.channels = {2};
    network.kernels = {3};
    network.pool_after = network.residual = {};
    network.file = "net.safetensors";
    const nn::Images images{shape, classes, {}, {}};
    const apps::Session bench{{images, images}, nn::Supernet(network, {1, 12, 12}, 4, 1)};
    return error_text([&] { apps::refuse_misfit(bench, network); });
}

TEST(Session, ANetworkOfAFileWantsTheImagesThatItIsMadeFor) {
    for (const std::string model : {"convnet", "mlp"}) {
        EXPECT_EQ(misfit(model, {1, 12, 12}, 4), "");
        const std::string made = "network.file: the network's input has shape 1x1x12x12, the "
                                 "images of the data set ";
        EXPECT_EQ(misfit(model, {3, 12, 12}, 4), made + "1x3x12x12");
        EXPECT_EQ(misfit(model, {1, 11, 12}, 4), made + "1x1x11x12");
        EXPECT_EQ(misfit(model, {1, 12, 13}, 4), made + "1x1x12x13");
        EXPECT_EQ(misfit(model, {1, 1, 144}, 4), made + "1x1x1x144"); // as many pixels
        EXPECT_EQ(misfit(model, {12, 1, 12}, 4), made + "1x12x1x12");
        EXPECT_EQ(misfit(model, {1, 1, 1}, 4), made + "1x1x1x1");
        for (const int classes : {3, 5})
            EXPECT_EQ(misfit(model, {1, 12, 12}, classes),
                      "network.file: net.safetensors tells 4 classes apart, the data set has " +
                          std::to_string(classes));
    }
}

TEST(Session, TrainsTheNetworkOfTheConfigOutOfTheOneOfAFile) {
    const TemporaryFolder folder;
    apps::Config config = two_layers(4, 5);
    nn::NetworkSpec &network = config.network;
    const nn::Supernet whole(network, small_images.shape, 4, 1);
    network.file = (folder.path() / "net.safetensors").string();
    whole.save(network.file);
    const auto begun = [&] {
        apps::Session bench{{small_images, small_images}, nn::Supernet::load(network.file)};
        return apps::trainable(bench, config);
    };
    EXPECT_EQ(begun().spec().channels, (std::vector<int>{4, 6}));
    network.channels = {3, 6};
    network.kernels = {3, 3};
    EXPECT_EQ(begun().spec().channels, (std::vector<int>{3, 6}));
    EXPECT_EQ(begun().spec().kernels, (std::vector<int>{3, 3}));
    config.genes = {{"network.channels.1", {"3", "4"}, {}}}; // the whole one goes on
    EXPECT_EQ(begun().spec().channels, (std::vector<int>{4, 6}));
    config.genes = {{"chip.tile.adc.bits", {"4", "6"}, {}}};
    EXPECT_EQ(begun().spec().channels, (std::vector<int>{3, 6}));
    network.channels = {5, 6};
    EXPECT_EQ(error_text(begun), network.file +
                                     " does not hold the network of the config: conv1 wants 1 -> 5 "
                                     "channels, kernel 3; the whole network has 1 -> 4, kernel 5");
}

TEST(Session, BeginsAFreshNetworkWithASmallerOne) {
    const TemporaryFolder folder;
    const nn::Supernet small(two_layers(3, 3).network, small_images.shape, 4, 1);
    apps::Config config = two_layers(4, 5);
    config.train.start = (folder.path() / "small.safetensors").string();
    small.save(config.train.start);
    const auto begun = [&](int wide) {
        config.network.channels[0] = wide;
        apps::Session bench{{small_images, small_images},
                            nn::Supernet(config.network, small_images.shape, 4, 1)};
        return apps::trainable(bench, config);
    };
    const auto bytes = [](const nn::Supernet &net) {
        std::ostringstream out;
        net.save(out);
        return out.str();
    };
    EXPECT_EQ(bytes(begun(4).cut(small.spec())), bytes(small));
    EXPECT_EQ(error_text([&] { begun(2); }),
              "train.start: " + config.train.start +
                  " is no part of the network of the config: conv1 wants 1 -> 3 channels, kernel "
                  "3; the whole network has 1 -> 2, kernel 5");
    config.train.start = (folder.path() / "none").string();
    EXPECT_NE(error_text([&] { begun(4); }).find("train.start: "), std::string::npos);
}

} // namespace
