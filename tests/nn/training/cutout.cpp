// SPDX-License-Identifier: Apache-2.0
#include "nn/training/cutout.h"
#include "nn/quantise/imported_network.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <tuple>

TEST(Cutout, CutOutsShareWhatIsLearnt) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    const nn::Choices choices{{{3, 5}, {}, {0, 3}}, {{4, 8}, {6, 12}, {}}};
    const nn::Supernet net = trained(data, small_network("convnet"), {train, choices, wobble()});
    nn::NetworkSpec least = small_network("convnet");
    least.kernels = {3, 3, 0};
    least.channels = {4, 6, 12};
    const nn::QuantizedNetwork network = net.extract({least, data.train, train}, wobble());
    nn::validate(network);
    EXPECT_EQ(network.matrices().size(), 3u); // two convolutions and the classifier
    EXPECT_EQ(network.matrices()[1]->rows(), 4 * 9);
    EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);
}

TEST(Cutout, BlocksAndKernelsOfAResidualNetworkCanBeCut) {
    const nn::Dataset data = grey_patches();
    nn::NetworkSpec whole = small_network("resnet");
    whole.kernels = {3, 5};
    const nn::Supernet net(whole, grey, classes, 1);
    nn::NetworkSpec least = whole;
    least.blocks = {1, 1};
    least.kernels = {3, 3};
    least.channels = {8, 10};
    const nn::QuantizedNetwork network =
        net.extract({least, data.train, short_training()}, nullptr);
    nn::validate(network);
    EXPECT_EQ(network.matrices().size(), 6u);
    EXPECT_EQ(network.matrices()[5]->name, "fc");
    EXPECT_EQ(network.matrices()[5]->rows(), 10);
    least.blocks = {2, 1};
    EXPECT_NE(error_text([&] {
                  net.extract({least, data.train, short_training()}, nullptr);
              }).find("stage1.block2.conv1 is left out of the whole network"),
              std::string::npos);
}

TEST(Cutout, WeightsShareARangeByLayerOrByOutput) {
    const nn::Dataset data = grey_patches();
    nn::NetworkSpec spec = small_network("convnet");
    const nn::Supernet net(spec, grey, classes, 1);
    nn::TrainSpec train = short_training();
    train.weight_clip = 0;
    const auto full_outputs = [&](nn::WeightScale scale) { // of the first layer
        spec.weight_scale = scale;
        const nn::QuantizedNetwork network = net.extract({spec, data.train, train}, nullptr);
        const nn::QuantizedOp &op = *network.matrices()[0];
        int full = 0;
        for (int col = 0; col < op.cols(); ++col)
            for (int row = 0; row < op.rows(); ++row)
                if (std::abs(op.weights[std::size_t(row * op.cols() + col)]) == 127) {
                    ++full;
                    break;
                }
        return full;
    };
    EXPECT_EQ(full_outputs(nn::WeightScale::Auto), 1);
    EXPECT_EQ(full_outputs(nn::WeightScale::Layer), 1);
    EXPECT_EQ(full_outputs(nn::WeightScale::Output), 8);
}

TEST(Cutout, WhatIsExportedHasTheSameIntegersWithTheSameScale) {
    const nn::Dataset data = grey_patches();
    nn::NetworkSpec spec = small_network("convnet");
    const nn::Supernet net(spec, grey, classes, 1);
    for (const nn::WeightScale scale : {nn::WeightScale::Layer, nn::WeightScale::Output}) {
        spec.weight_scale = scale;
        nn::TrainSpec train = short_training();
        train.quantise = true;
        const nn::QuantizedNetwork network = net.extract({spec, data.train, train}, nullptr);
        const nn::ImportedNetwork exported(net.graph({spec, data.train, train}), {});
        nn::QuantisationSpec quantisation;
        quantisation.scale_by_output = nn::scales_by_output(spec, true);
        const nn::QuantizedNetwork again = exported.quantise(data.train, 16, quantisation);
        ASSERT_EQ(again.matrices().size(), network.matrices().size());
        for (std::size_t m = 0; m < network.matrices().size(); ++m)
            EXPECT_EQ(again.matrices()[m]->weights, network.matrices()[m]->weights) << m;
    }
}

TEST(Cutout, KernelsOfTwoReachUpAndLeft) {
    nn::Matrix whole{{1, 5, 1, false}, std::vector<float>(25), {1}, {0}};
    std::iota(whole.weights.begin(), whole.weights.end(), 0.0F);
    EXPECT_EQ(nn::cut(whole, {1, 2, 1, false}), (std::vector<float>{6, 7, 11, 12}));
    EXPECT_EQ(nn::cut(whole, {1, 3, 1, false}),
              (std::vector<float>{6, 7, 8, 11, 12, 13, 16, 17, 18}));
    for (const int kernel : {2, 4}) {
        nn::NetworkSpec spec = small_network("convnet");
        spec.kernels = {5, kernel, 3};
        const nn::Step step = nn::plan(spec, grey, classes)[2];
        EXPECT_EQ(step.out.height, step.in.height);
        EXPECT_EQ(step.padding.height, kernel / 2);
        EXPECT_EQ(step.padding.width, kernel / 2);
        EXPECT_EQ(step.more_after.height, -1);
        EXPECT_EQ(step.more_after.width, -1);
    }
}

TEST(Cutout, KernelsThatAreNotSquareKeepTheirCentre) {
    nn::Matrix whole{{1, {3, 5}, 1, false}, std::vector<float>(15), {1}, {0}};
    std::iota(whole.weights.begin(), whole.weights.end(), 0.0F);
    EXPECT_EQ(nn::cut(whole, {1, {1, 3}, 1, false}), (std::vector<float>{6, 7, 8}));
    EXPECT_EQ(nn::cut(whole, {1, {3, 1}, 1, false}), (std::vector<float>{2, 7, 12}));
}

TEST(Cutout, BlocksOfAnyKernelsShareTheWeights) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    train.left_out = 0.5; // most of the layers of some of these
    nn::NetworkSpec whole = small_network("resnet");
    whole.block_kernels = {3, 5, 3, 3, 5, 3};
    nn::Choices choices;
    choices.block_kernels = {{}, {0, 3, 5}, {0, 3}, {0, 3}, {0, 5}, {0, 3}};
    const nn::Supernet net = trained(data, whole, {train, choices});
    for (const std::vector<int> &kernels : {std::vector<int>{3, 5, 3, 3, 5, 3},
                                            {3, 3, 0, 3, 0, 3},
                                            {3, 0, 3, 0, 5, 0},
                                            {3, 0, 0, 0, 0, 0}}) {
        nn::NetworkSpec cut = whole;
        cut.block_kernels = kernels;
        const nn::QuantizedNetwork network = net.extract({cut, data.train, train}, nullptr);
        EXPECT_NO_THROW(nn::validate(network));
        EXPECT_EQ(network.matrices().size(),
                  2u + static_cast<std::size_t>(std::count_if(kernels.begin(), kernels.end(),
                                                              [](int k) { return k > 0; })));
        EXPECT_GT(share_right(logits(network, data.test), data.test), 0.6) << kernels[2];
    }
}

TEST(Cutout, WidthsStridesAndPoolingsShareTheWeights) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    nn::NetworkSpec whole = small_network("convnet");
    whole.kernel_widths = {3, 5, 3};
    whole.strides = {1, 1, 1};
    nn::Choices choices;
    choices.kernel_widths = {{1, 3}, {3, 5}, {}};
    choices.strides = {{1, 2}, {}, {}};
    choices.pool_after = {{0, 1, 2}};
    const nn::Supernet net = trained(data, whole, {train, choices});
    nn::NetworkSpec cut = whole;
    cut.kernel_widths = {1, 3, 3};
    cut.strides = {2, 1, 1};
    cut.pool_after = {0};
    const nn::QuantizedNetwork network = net.extract({cut, data.train, train}, nullptr);
    EXPECT_NO_THROW(nn::validate(network));
    EXPECT_EQ(network.ops[0].kernel_width, 1);
    EXPECT_EQ(network.ops[0].stride_width, 2);
    EXPECT_GT(share_right(logits(network, data.test), data.test), 0.6);
    const nn::NetworkSpec least = nn::smallest(whole, choices);
    EXPECT_EQ(least.kernel_widths, (std::vector<int>{1, 3, 3}));
    EXPECT_EQ(least.strides, whole.strides);
    EXPECT_EQ(least.pool_after, whole.pool_after);
}

// Weights fit the maps that they have seen.
TEST(Cutout, StridesOfATrainedNetworkStayUnlessItsTrainingHadOthers) {
    const nn::Dataset data = grey_patches();
    const nn::TrainSpec train = short_training();
    const nn::NetworkSpec whole = small_network("convnet");
    const nn::Supernet net = trained(data, whole, {train});
    for (const bool strides : {true, false}) {
        nn::NetworkSpec other = whole;
        if (strides)
            other.strides = {2, 1, 1};
        else
            other.pool_after = {0};
        EXPECT_EQ(error_text([&] {
                      net.extract({other, data.train, train}, nullptr);
                  }),
                  "network.strides and network.pool_after must be those of the trained network, "
                  "which had no choices of them");
    }
}

TEST(Cutout, CutOutsShareWeightsOverKernelsDepthAndBits) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    nn::NetworkSpec whole = small_network("resnet");
    whole.kernels = {3, 5};
    whole.layer_weight_bits = {8, 6};
    nn::Choices choices;
    choices.kernels = {{2, 3}, {1, 2, 5}};
    choices.blocks = {{}, {1, 2}};
    choices.layer_weight_bits = {{}, {3, 6}};
    choices.activation_bits = {3, 8};
    const nn::Supernet net = trained(data, whole, {train, choices});
    EXPECT_EQ(nn::is_empty(choices), false);
    nn::NetworkSpec least = nn::smallest(whole, choices);
    EXPECT_EQ(least.kernels, (std::vector<int>{2, 1}));
    EXPECT_EQ(least.blocks, (std::vector<int>{1, 1}));
    EXPECT_EQ(least.layer_weight_bits, (std::vector<int>{8, 3}));
    EXPECT_EQ(least.activation_bits, 3);
    least.kernels = {2, 2};
    for (const nn::NetworkSpec &spec : {whole, least}) {
        const nn::QuantizedNetwork network = net.extract({spec, data.train, train}, nullptr);
        nn::validate(network);
        EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);
        const nn::ImportedNetwork imported(net.graph({spec, data.train, train}), {});
        EXPECT_NEAR(imported.float_accuracy(data.test, 200, 1),
                    net.float_accuracy({spec, data.train, train}, data.test, 200, 1), 0.011);
    }
    choices.activation_bits = {8, 9};
    EXPECT_NE(error_text([&] {
                  nn::check_choices(whole, choices);
              }).find("choice 9 of network.activation_bits is more than its full size 8"),
              std::string::npos);
    choices.activation_bits.clear();
    choices.blocks = {{2}, {}};
    EXPECT_NE(error_text([&] {
                  nn::check_choices(whole, choices);
              }).find("choice 2 of network.blocks in layer 1 is more than its full size 1"),
              std::string::npos);
}

TEST(Cutout, ChoicesOfBitsChangeNothingWhereNoBitsCount) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    train.quantise = false;
    nn::Choices choices;
    choices.weight_bits = choices.activation_bits = {4, 8};
    const nn::NetworkSpec spec = small_network("convnet");
    EXPECT_EQ(bytes(trained(data, spec, {train, choices}), "choices.safetensors"),
              bytes(trained(data, spec, {train}), "none.safetensors"));
    train.quantise = true;
    EXPECT_NE(bytes(trained(data, spec, {train, choices}), "choices.safetensors"),
              bytes(trained(data, spec, {train}), "none.safetensors"));
}

TEST(Cutout, ResidualLayerFollowsItsInputsChannels) {
    const nn::Dataset data = grey_patches();
    const nn::Supernet net(small_network("convnet"), grey, classes, 1);
    nn::NetworkSpec narrow = small_network("convnet");
    narrow.channels = {8, 6, 12};
    const nn::QuantizedNetwork network =
        net.extract({narrow, data.train, short_training()}, nullptr);
    const nn::QuantizedOp &residual = network.ops[3];
    EXPECT_EQ(residual.name, "conv3");
    EXPECT_EQ(residual.out.channels, 6);
    EXPECT_EQ(residual.inputs, (std::vector<int>{2, 2}));
    EXPECT_GT(residual.residual_scale, 0);
}

TEST(Cutout, CutsTheFirstChannelsAndTheCentreOfTheKernel) {
    nn::Matrix whole;
    whole.shape = {2, 3, 2, false};
    for (int i = 0; i < 36; ++i)
        whole.weights.push_back(static_cast<float>(i)); // (channel x 9 + ky x 3 + kx) x 2 + output
    EXPECT_EQ(nn::cut(whole, {2, 1, 1, false}), (std::vector<float>{8, 26}));
    nn::Matrix gradient = nn::zeros_like({whole}).front();
    const float ones[] = {1, 2};
    nn::add_cut({2, 1, 1, false}, ones, gradient);
    EXPECT_EQ(gradient.weights[8], 1);
    EXPECT_EQ(gradient.weights[26], 2);
    EXPECT_EQ(gradient.weights[9], 0);
}

TEST(Cutout, ANetworkOfItsOwnIsTheOneThatWasCutOut) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.activation_ranges = nn::ActivationRanges::Learned;
    nn::NetworkSpec layers = small_network("convnet");
    layers.kernel_widths = {3, 5, 3};
    layers.strides = {1, 1, 1};
    nn::NetworkSpec narrow = layers; // its third layer, a residual one, follows the second
    narrow.kernels = {3, 3, 3};
    narrow.kernel_widths = {1, 5, 3};
    narrow.channels = {4, 6, 12};
    narrow.strides = {2, 1, 1};
    narrow.weight_bits = 4;
    nn::Choices of_layers;
    of_layers.strides = {{1, 2}, {}, {}};
    nn::NetworkSpec blocks = small_network("resnet");
    blocks.block_kernels = {3, 5, 3, 3, 5, 3};
    nn::NetworkSpec short_blocks = blocks;
    short_blocks.block_kernels = {3, 0, 0, 0, 3, 3};
    short_blocks.channels = {6, 8};
    const nn::NetworkSpec separable = small_network("separable");
    nn::NetworkSpec fewer = separable;
    fewer.kernels = {3, 0, 3};
    fewer.channels = {6, 12, 9};
    for (const auto &[whole, part, choices] :
         {std::tuple(layers, narrow, of_layers), std::tuple(blocks, short_blocks, nn::Choices()),
          std::tuple(separable, fewer, nn::Choices())}) {
        const nn::Supernet net = trained(data, whole, {train, choices});
        const nn::Supernet own = net.cut(part);
        const auto outputs = [&](const nn::Supernet &from, const nn::NetworkSpec &spec) {
            return logits(from.extract({spec, data.train, train}, wobble()), data.test);
        };
        EXPECT_EQ(outputs(own, own.spec()), outputs(net, part)) << whole.model;
        EXPECT_EQ(outputs(own, part), outputs(net, part)) << whole.model;
        const std::string file = testing::TempDir() + "own.safetensors";
        own.save(file);
        nn::Supernet loaded = nn::Supernet::load(file);
        std::remove(file.c_str());
        EXPECT_EQ(outputs(loaded, part), outputs(net, part)) << whole.model;
        if (choices.strides.empty()) {
            EXPECT_EQ(bytes(net.cut(whole), "whole"), bytes(net, "net")) << whole.model;
        }
        loaded.train(data, {train});
        EXPECT_GT(loaded.float_accuracy({part, data.train, train}, data.test, 200, 1), 0.6)
            << whole.model;
    }
    const nn::Supernet net(layers, grey, classes, 1);
    nn::NetworkSpec wide = layers;
    wide.channels = {9, 12, 12};
    EXPECT_NE(error_text([&] { net.cut(wide); }).find("conv1 wants"), std::string::npos);
}
