// SPDX-License-Identifier: Apache-2.0
#include "nn/training/training_chip.h"
#include "nn/integer/recalibrate.h"
#include "nn/quantise/imported_network.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>
#include <utility>

namespace {

/// Exact products, told in steps of `step`.
class CoarseMatMul : public nn::MatMul {
  public:
    /// `seen` receives the layers that are multiplied.
    CoarseMatMul(const nn::QuantizedNetwork &network, int step, std::set<int> *seen = nullptr)
        : exact_(network), network_(network), step_(step), seen_(seen) {}

    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override {
        if (seen_)
            seen_->insert(layer);
        exact_.multiply(layer, in, y);
        const int cols = network_.matrices()[static_cast<std::size_t>(layer)]->cols();
        for (std::int64_t i = 0; i < in.count * cols; ++i)
            y[i] = static_cast<std::int32_t>(std::nearbyint(y[i] / double(step_)));
    }
    float unit(int) const override { return static_cast<float>(step_); }

  private:
    nn::ExactMatMul exact_;
    nn::QuantizedNetwork network_;
    int step_;
    std::set<int> *seen_;
};

nn::PrepareChip coarse(int step) {
    return [step](const nn::QuantizedNetwork &) {
        return [step](const nn::QuantizedNetwork &network, std::uint64_t) -> nn::OpenArrays {
            return [network, step] { return std::make_unique<CoarseMatMul>(network, step); };
        };
    };
}

nn::TrainSpec on_converters() {
    nn::TrainSpec train = short_training();
    train.converters = true;
    train.bfloat16 = false;
    return train;
}

nn::Supernet trained_on(const nn::Dataset &data, const nn::NetworkSpec &spec,
                        const nn::TrainSpec &train, const nn::PrepareChip &chip, int threads = 1) {
    nn::Supernet net(spec, data.train.shape, classes, train.seed);
    net.train(data, {train, {}, {}, chip, threads});
    return net;
}

} // namespace

TEST(TrainingChip, ExactArraysMultiplyAsFloatsDo) {
    const nn::Dataset data = grey_patches();
    for (const std::string &model : models) {
        const nn::NetworkSpec spec = small_network(model);
        const std::vector<nn::Step> steps = nn::plan(spec, grey, classes);
        const nn::TrainedNetwork network{spec, grey, classes, nn::fresh_matrices(steps, 5)};
        nn::Cutout cutout = nn::make_cutout(network, steps, spec);
        const nn::TrainSpec train = on_converters();
        nn::Workspace workspace;
        nn::TrainingChip chip(network, data.train, {train, {}, {}, coarse(1)}, cutout, workspace);
        chip.program(network.matrices, train, cutout, 0);
        for (std::size_t s = 0; s < steps.size(); ++s)
            nn::load_operand({network.matrices, train}, {0}, cutout, s);
        std::vector<float> images;
        for (std::size_t i = 0; i < 8U * 144U; ++i)
            images.push_back(static_cast<float>(data.test.pixels[i]) / 255);
        nn::ChipReader reader(chip, 0);
        nn::PassOptions options;
        nn::Pass plain(cutout.steps, options, workspace);
        const float *found = plain.forward(8, images.data(), cutout.operands);
        const std::vector<float> wanted(found, found + 8 * classes);
        options.chip = &reader;
        nn::Pass pass(cutout.steps, options, workspace);
        found = pass.forward(8, images.data(), cutout.operands);
        EXPECT_LT(difference({found, found + 8 * classes}, wanted), 0.02)
            << model; // ties that round apart
    }
}

TEST(TrainingChip, TrainingOnItFitsTheNetworkToIt) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = small_network("resnet");
    const int step = 1 << 15; // a few steps within the products
    nn::TrainSpec train = on_converters();
    train.epochs = 8;
    const auto right = [&](const nn::Supernet &net) {
        nn::QuantizedNetwork network = net.extract({spec, data.train, train}, nullptr);
        CoarseMatMul arrays(network, step);
        network = nn::recalibrate(std::move(network), arrays, data.train.batch(0, 128));
        std::vector<float> found(data.test.labels.size() * classes);
        nn::infer(network, arrays, data.test.batch(), found.data());
        return share_right(found, data.test);
    };
    const double on = right(trained_on(data, spec, train, coarse(step)));
    train.converters = false;
    const double off = right(trained(data, spec, {train}));
    EXPECT_GT(on, off + 0.2);
}

TEST(TrainingChip, NeitherThreadsNorAStopChangeWhatIsLearnt) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = small_network("convnet");
    nn::TrainSpec train = on_converters();
    train.epochs = 1;
    train.shards = 3;
    const std::string one = bytes(trained_on(data, spec, train, coarse(512)), "one");
    EXPECT_EQ(one, bytes(trained_on(data, spec, train, coarse(512), 3), "three"));
    EXPECT_NE(one, bytes(trained_on(data, spec, train, coarse(1024)), "coarser"));
    const nn::Checkpoint checkpoint{testing::TempDir() + "chip.checkpoint", "this one"};
    std::remove(checkpoint.file.c_str());
    for (const int stop : {7, 1000}) {
        int steps = 0;
        nn::Supernet resumed(spec, grey, classes, train.seed);
        resumed.train(
            data, {train, {}, {}, coarse(512)}, [&](const auto &) { return ++steps < stop; },
            checkpoint);
        EXPECT_EQ(stop == 1000, bytes(resumed, "resumed") == one);
    }
    std::remove(checkpoint.file.c_str());
}

TEST(TrainingChip, TakesAnImportedNetworkButItsImages) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = on_converters();
    train.epochs = 1;
    const nn::Supernet first(small_network("resnet"), grey, classes, 1);
    nn::Graph graph = first.graph({first.spec(), data.train, train});
    nn::Normalisation normalisation;
    for (const float mean : {0.0F, 0.25F}) {
        if (mean > 0)
            normalisation.mean = {mean};
        nn::Supernet net(nn::ImportedNetwork(graph, normalisation), data.train, 64, {});
        int chips = 0;
        std::set<int> seen;
        const nn::PrepareChip counting = [&](const nn::QuantizedNetwork &) {
            return [&](const nn::QuantizedNetwork &now, std::uint64_t) -> nn::OpenArrays {
                ++chips;
                nn::validate(now);
                return [now, &seen] { return std::make_unique<CoarseMatMul>(now, 1, &seen); };
            };
        };
        net.train(data, {train, {}, {}, counting});
        EXPECT_EQ(chips, 20); // 640 images in batches of 32
        EXPECT_EQ(seen.size(), mean > 0 ? 7u : 8u);
        EXPECT_EQ(seen.count(0), mean > 0 ? 0u : 1u);
    }
}

TEST(TrainingChip, RefusesWhatDoesNotFit) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = small_network("convnet");
    nn::TrainSpec train = on_converters();
    EXPECT_EQ(error_text([&] { trained(data, spec, {train}); }), "train.converters needs a chip");
    nn::Choices choices;
    choices.weight_bits = {4, 8};
    nn::Supernet net(spec, grey, classes, 1);
    EXPECT_EQ(error_text([&] {
                  net.train(data, {train, choices, {}, coarse(1)});
              }),
              "train.converters trains one network: no choices of network.*");
    train.quantise = false;
    EXPECT_EQ(error_text([&] { trained_on(data, spec, train, coarse(1)); }),
              "train.converters needs train.quantise = yes");
}
