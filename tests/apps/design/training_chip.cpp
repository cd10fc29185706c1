// SPDX-License-Identifier: Apache-2.0
#include "apps/design/training_chip.h"
#include "nn/training/trained/calibrate.h"
#include "nn/training/trained/integer_network.h"
#include "nn/training/training_chip.h"
#include "tests/error_text.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

namespace {

apps::Config coarse_chip() {
    apps::Config config;
    config.network = small_network("resnet");
    config.network.activation_bits = 4;
    config.network.weight_bits = 4;
    config.chip.tile.array.rows = 32; // several blocks a product
    config.chip.tile.adc.bits = 3;
    config.train = short_training();
    config.train.converters = true;
    config.train.noise = false;
    return config;
}

} // namespace

TEST(TrainingChip, SeesWhatTheBatchEngineComputes) {
    const nn::Dataset data = grey_patches();
    const apps::Config config = coarse_chip();
    const nn::NetworkSpec &spec = config.network;
    const std::vector<nn::Step> steps = nn::plan(spec, grey, classes);
    const nn::TrainedNetwork network{spec, grey, classes, nn::fresh_matrices(steps, 5)};
    nn::Cutout cutout = nn::make_cutout(network, steps, spec);
    nn::Workspace workspace;
    const nn::PrepareChip prepare = apps::training_chip(config, data.train);
    nn::TrainingChip chip(network, data.train, {config.train, {}, {}, prepare}, cutout, workspace);
    const std::uint64_t draw = 9;
    chip.program(network.matrices, config.train, cutout, draw);

    const auto statistics =
        nn::calibrate({network.matrices, config.train}, data.train, cutout, workspace);
    const int count = 16;
    std::vector<float> images;
    for (int i = 0; i < count * grey.size(); ++i)
        images.push_back(static_cast<float>(data.test.pixels[static_cast<std::size_t>(i)]) / 255);
    nn::ChipReader reader(chip, 0);
    nn::PassOptions options;
    options.chip = &reader;
    nn::Pass pass(cutout.steps, options, workspace);
    const float *found = pass.forward(count, images.data(), cutout.operands, statistics);
    const std::vector<float> trained_on(found, found + count * classes);

    const nn::QuantizedNetwork integers =
        nn::integer_network(network, cutout, statistics, config.train);
    const auto arrays = prepare(integers)(integers, draw)();
    std::vector<float> measured(trained_on.size()), exact = measured;
    nn::infer(integers, *arrays, data.test.batch(0, count), measured.data());
    nn::ExactMatMul ideal(integers);
    nn::infer(integers, ideal, data.test.batch(0, count), exact.data());
    EXPECT_LT(difference(trained_on, measured), 0.02); // ties that round apart
    EXPECT_GT(difference(exact, measured), 0.2);       // what the converters cost
}

TEST(TrainingChip, VariesFromDrawToDrawWithNoise) {
    const nn::Dataset data = grey_patches();
    apps::Config config = coarse_chip();
    const nn::Supernet net(config.network, grey, classes, 1);
    const nn::QuantizedNetwork network =
        net.extract({config.network, data.train, config.train}, nullptr);
    for (const bool noise : {false, true}) {
        config.train.noise = noise;
        const nn::ProgramChip program = apps::training_chip(config, data.train)(network);
        std::vector<std::vector<float>> logits;
        for (const std::uint64_t draw : {1U, 1U, 2U}) {
            const auto arrays = program(network, draw)();
            logits.emplace_back(static_cast<std::size_t>(classes));
            nn::infer(network, *arrays, data.test.batch(0, 1), logits.back().data());
        }
        EXPECT_EQ(logits[0], logits[1]);
        EXPECT_EQ(logits[0] == logits[2], !noise);
    }
}

TEST(TrainingChip, IsNoneUnlessAskedFor) {
    const nn::Dataset data = grey_patches();
    apps::Config config = coarse_chip();
    config.train.converters = false;
    EXPECT_FALSE(apps::training_chip(config, data.train));
    config.train.converters = true;
    config.chip.tiles = 1;
    const nn::Supernet net(config.network, grey, classes, 1);
    const nn::QuantizedNetwork network =
        net.extract({config.network, data.train, config.train}, nullptr);
    EXPECT_EQ(error_text([&] {
                  apps::training_chip(config, data.train)(network);
              }).rfind("train.converters: ", 0),
              0u);
}
