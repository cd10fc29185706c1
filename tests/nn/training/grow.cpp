// SPDX-License-Identifier: Apache-2.0
#include "nn/training/grow.h"
#include "nn/training/supernet.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

/// Kernels, channels and blocks that are larger than those of small_network().
nn::NetworkSpec larger(const std::string &model) {
    nn::NetworkSpec spec = small_network(model);
    for (int &channels : spec.channels)
        channels += 4;
    for (int &kernel : spec.kernels)
        kernel += 2;
    if (!spec.blocks.empty() && model != "lenet")
        ++spec.blocks[0];
    return spec;
}

std::vector<float> logits_of(const nn::Supernet &net, const nn::NetworkSpec &spec,
                             const nn::Dataset &data) {
    return logits(net.extract({spec, data.train, short_training()}, nullptr), data.test);
}

} // namespace

TEST(Grow, KeepsWhatTheSmallerNetworkComputes) {
    const nn::Dataset data = grey_patches();
    for (const std::string model : {"convnet", "resnet", "mobilenet", "mlp"}) {
        const nn::NetworkSpec spec = small_network(model);
        const nn::Supernet small = trained(data, spec, {short_training()});
        nn::Supernet grown(larger(model), grey, classes, 9);
        EXPECT_NE(logits_of(small, spec, data), logits_of(grown, spec, data)) << model;
        grown.begin_with(small);
        EXPECT_EQ(logits_of(small, spec, data), logits_of(grown, spec, data)) << model;
    }
}

TEST(Grow, ComputesTheSameInLargerKernels) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = small_network("resnet");
    nn::NetworkSpec wider = spec;
    wider.kernels = {7, 5};
    const nn::Supernet small = trained(data, spec, {short_training()});
    nn::Supernet grown(wider, grey, classes, 9);
    grown.begin_with(small);
    nn::TrainSpec whole = short_training();
    whole.weight_clip = 0; // of a deviation that the zeros around the middle make smaller
    const double before = small.float_accuracy({spec, data.train, whole}, data.test, 200, 1);
    EXPECT_GT(before, 0.5);
    EXPECT_EQ(grown.float_accuracy({wider, data.train, whole}, data.test, 200, 1), before);
}

TEST(Grow, KeepsTheDrawOfWhatIsNew) {
    const nn::NetworkSpec spec = small_network("convnet");
    nn::NetworkSpec wide = spec;
    wide.channels = {10, 12, 12};
    const nn::TrainedNetwork small = nn::fresh_network(spec, grey, classes, 1);
    const nn::TrainedNetwork drawn = nn::fresh_network(wide, grey, classes, 2);
    nn::TrainedNetwork grown = drawn;
    nn::grow(small, grown);
    const std::vector<float> &first = grown.matrices[0].weights;
    EXPECT_EQ(first[9], drawn.matrices[0].weights[9]);      // an output that is new
    EXPECT_EQ(first[0], small.matrices[0].weights[0]);      // one that is not
    EXPECT_EQ(grown.matrices[1].weights[9 * 8 * 12], 0.0f); // from a channel that is new
}

TEST(Grow, TakesWhatTheSmallerOneHasSeen) {
    const nn::NetworkSpec spec = small_network("convnet");
    nn::TrainedNetwork small = nn::fresh_network(spec, grey, classes, 1);
    nn::TrainedNetwork grown = small;
    EXPECT_EQ(grown.unseen, nn::all_images);
    small.unseen = "";
    nn::grow(small, grown);
    EXPECT_EQ(grown.unseen, "");
}

TEST(Grow, NamesWhatDoesNotFit) {
    const nn::TrainedNetwork small = nn::fresh_network(small_network("convnet"), grey, classes, 1);
    const auto fault = [&](const std::string &model, const nn::Shape &input, int kernel) {
        nn::NetworkSpec spec = small_network(model);
        spec.kernels[0] = kernel;
        return error_text([&] {
            nn::TrainedNetwork network = nn::fresh_network(spec, input, classes, 1);
            nn::grow(small, network);
        });
    };
    EXPECT_EQ(fault("convnet", {3, 12, 12}, 5),
              "it is made for images of 1x12x12 and 4 classes, the network for images of 3x12x12 "
              "and 4 classes");
    EXPECT_EQ(fault("resnet", grey, 5), "network.model is convnet, the whole network is a resnet");
    EXPECT_EQ(fault("convnet", grey, 3), "conv1 wants 1 -> 8 channels, kernel 5; the whole "
                                         "network has 1 -> 8, kernel 3");
}
