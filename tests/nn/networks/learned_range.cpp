// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/learned_range.h"
#include "nn/layers/fake_quantise.h"
#include "nn/quantise/graph_ranges.h"
#include "nn/quantise/imported_network.h"
#include "nn/training/checkpoint.h"
#include "nn/training/trained/calibrate.h"
#include "tests/error_text.h"
#include "tests/nn/numeric_gradient.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

using Floats = std::vector<float>;

nn::TrainSpec learning_ranges() {
    nn::TrainSpec train = short_training();
    train.activation_ranges = nn::ActivationRanges::Learned;
    return train;
}

nn::NetworkSpec three_bits(const std::string &model) {
    nn::NetworkSpec spec = small_network(model);
    spec.activation_bits = 3;
    return spec;
}

/// The learned range of what an op puts out.
double range_of(const nn::QuantizedNetwork &network, const nn::TrainedNetwork &trained,
                std::size_t op) {
    const nn::QuantizedOp &of = network.ops[op];
    const nn::Matrix &matrix = trained.matrices[static_cast<std::size_t>(of.matrix)];
    return double{matrix.ranges[static_cast<std::size_t>(of.output_bits) - 1]};
}

} // namespace

TEST(LearnedRange, GradientByHand) {
    // Two bits, range 3: steps of 1. 0.4 rounds down by 0.4, 1.75 up by 0.25, 9 is clipped.
    const Floats x{0, 0.4F, 1.75F, 9}, dy{5, 1, 2, 10};
    EXPECT_NEAR(nn::range_gradient(4, 3, 2, x.data(), dy.data()), (-0.4 * 1 + 0.25 * 2) / 3 + 10,
                1e-6);
    // As a step of size 1: three times that, equation 3 of Esser et al. 2020.
    const Floats many(40000, 0.4F), ones(40000, 1.0F); // more than the lanes and blocks of a sum
    EXPECT_NEAR(nn::range_gradient(40000, 3, 2, many.data(), ones.data()), -40000 * 0.4 / 3, 0.1);
}

TEST(LearnedRange, GradientOfClippedValuesAgreesWithDifferences) {
    Floats x = normal_values(1000, 1), range{0.01F};
    for (float &one : x)
        one = 0.5F + std::abs(one); // all above the range
    const Floats dy = normal_values(1000, 2);
    const Floats found{
        static_cast<float>(nn::range_gradient(1000, range[0], 4, x.data(), dy.data()))};
    EXPECT_LT(gradient_error(range, dy, found, 1e-3F,
                             [&] {
                                 Floats y(1000);
                                 nn::fake_quantise_forward(1000, range[0], 4, x.data(), y.data());
                                 return y;
                             }),
              1e-3);
}

TEST(LearnedRange, GradientThroughANetworkAgreesWithDifferences) {
    const nn::Shape colour{3, 8, 8};
    for (const char *model : {"mlp", "resnet"}) { // ahead of the classifier: a product; a mean
        const nn::NetworkSpec spec = small_network(model);
        const std::vector<nn::Step> steps = nn::plan(spec, colour, classes);
        nn::TrainedNetwork network{spec, colour, classes, nn::fresh_matrices(steps, 2)};
        nn::make_ranges(network.matrices, true);
        for (nn::Matrix &matrix : network.matrices)
            std::fill(matrix.ranges.begin(), matrix.ranges.end(), 1e-3F);
        const nn::Step &step = steps[steps.size() - 2];
        const int source = nn::matrix_behind(steps, static_cast<int>(steps.size()) - 2);
        const auto slot = static_cast<std::size_t>(steps[static_cast<std::size_t>(source)].slot);
        float &range = network.matrices[slot].ranges[nn::range_index(step)];
        range = 1e-5F; // every activation is 0 or clipped: rounding changes nothing
        nn::Cutout cutout = nn::make_cutout(network, steps, spec);
        nn::TrainSpec train;
        train.weight_clip = 0;
        for (std::size_t s = 0; s < steps.size(); ++s)
            nn::load_operand({network.matrices, train}, {0}, cutout, s);
        const Floats x = normal_values(8 * colour.size(), 4), dy = normal_values(8 * classes, 3);
        nn::Workspace workspace;
        nn::Pass pass(cutout.steps, {}, workspace);
        pass.forward(8, x.data(), cutout.operands);
        std::vector<nn::Matrix> gradients = nn::zeros_like(network.matrices);
        Floats gradient = dy;
        pass.backward(gradient.data(), gradients);
        const Floats found{gradients[slot].ranges[nn::range_index(step)] / nn::range_rate(step)};
        Floats varied{range};
        EXPECT_LT(gradient_error(varied, dy, found, 2e-6F,
                                 [&] {
                                     range = varied[0];
                                     nn::Pass again(cutout.steps, {}, workspace);
                                     const float *y = again.forward(8, x.data(), cutout.operands);
                                     return Floats(y, y + 8 * classes);
                                 }),
                  1e-2)
            << model;
    }
}

TEST(LearnedRange, RateMovesARangeAsThePaperMovesAStep) {
    nn::Step step;
    step.activation_bits = 2;
    step.out = {4, 3, 4}; // 48 values
    // Paper: 1 / sqrt(48 x 3) of a step; the range is 3 steps, its gradient a third.
    EXPECT_FLOAT_EQ(nn::range_rate(step), 9.0F / 12.0F);
}

TEST(LearnedRange, IsLearntByEveryModelAndUsedInIntegers) {
    const nn::Dataset data = grey_patches();
    for (const std::string &model : models) {
        nn::TrainSpec train = learning_ranges();
        train.epochs = 6;
        const nn::Supernet net = trained(data, three_bits(model), {train});
        const nn::QuantizedNetwork network = net.extract({net.spec(), data.train, train}, nullptr);
        EXPECT_GT(share_right(logits(network, data.test), data.test), 0.85) << model;
    }
}

TEST(LearnedRange, ComesBackFromFileAndGraph) {
    const nn::Dataset data = grey_patches();
    const nn::TrainSpec train = learning_ranges();
    const nn::NetworkSpec spec = three_bits("resnet");
    const nn::Supernet net = trained(data, spec, {train});
    const std::string file = testing::TempDir() + "ranges.safetensors";
    net.save(file);
    const nn::TrainedNetwork held = nn::load_network(file);
    const nn::Supernet again = nn::Supernet::load(file);
    std::remove(file.c_str());
    nn::TrainSpec measured = train; // what the network holds counts, not how it would be trained
    measured.activation_ranges = nn::ActivationRanges::Percentile;
    const nn::QuantizedNetwork network = net.extract({spec, data.train, train}, nullptr);
    EXPECT_EQ(logits(again.extract({spec, data.train, measured}, nullptr), data.test),
              logits(network, data.test));

    const nn::ImportedNetwork imported(net.graph({spec, data.train, train}), {});
    const nn::QuantizedNetwork after = imported.quantise(data.train, 64, {8, 3});
    nn::validate(after);
    // residual_scale is what a code of the residual is worth over what one of the output is.
    int compared = 0;
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const nn::QuantizedOp &op = network.ops[i];
        if (op.inputs.size() < 2 ||
            network.ops[static_cast<std::size_t>(op.inputs[1])].kind != nn::OpKind::MatMul)
            continue;
        const auto source = static_cast<std::size_t>(op.inputs[1]);
        const double wanted = range_of(network, held, source) / range_of(network, held, i);
        EXPECT_NEAR(double{op.residual_scale}, wanted, 1e-5 * wanted) << op.name;
        const auto same = std::find_if(after.ops.begin(), after.ops.end(), [&](const auto &other) {
            return other.inputs.size() == 2 && other.out.channels == op.out.channels &&
                   std::abs(double{other.residual_scale} - wanted) < 1e-5 * wanted;
        });
        EXPECT_NE(same, after.ops.end()) << op.name;
        ++compared;
    }
    EXPECT_GT(compared, 0);
}

TEST(LearnedRange, AnImportedNetworkLearnsRanges) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = learning_ranges();
    train.epochs = 4;
    const nn::Supernet first(small_network("resnet"), grey, classes, 1); // knows nothing yet
    const nn::ImportedNetwork imported(first.graph({first.spec(), data.train, train}), {});
    nn::NetworkSpec bits;
    bits.activation_bits = 3;
    nn::Supernet net(imported, data.train, 256, bits);
    net.train(data, {train});
    const nn::Graph graph = net.graph({net.spec(), data.train, train});
    EXPECT_EQ(std::count_if(
                  graph.metadata.begin(), graph.metadata.end(),
                  [](const auto &entry) { return entry.first.rfind("crossweave.range.", 0) == 0; }),
              8); // seven convolutions and the mean
    const nn::ImportedNetwork again(graph, {});
    EXPECT_GT(share_right(logits(again.quantise(data.train, 64, {8, 3}), data.test), data.test),
              0.8);
}

TEST(LearnedRange, NeitherThreadsNorAStopChangeIt) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = learning_ranges();
    train.epochs = 1;
    train.shards = 3;
    nn::Choices choices;
    choices.activation_bits = {2, 3};
    const nn::NetworkSpec spec = three_bits("convnet");
    const std::string one = bytes(trained(data, spec, {train, choices, wobble(), {}, 1}), "one");
    EXPECT_EQ(one, bytes(trained(data, spec, {train, choices, wobble(), {}, 3}), "three"));
    const nn::Checkpoint checkpoint{testing::TempDir() + "ranges.checkpoint", "this one"};
    std::remove(checkpoint.file.c_str());
    for (const int stop : {7, 1000}) {
        int steps = 0;
        nn::Supernet resumed(spec, grey, classes, train.seed);
        resumed.train(
            data, {train, choices, wobble()}, [&](const auto &) { return ++steps < stop; },
            checkpoint);
        EXPECT_EQ(stop == 1000, bytes(resumed, "resumed") == one);
    }
    std::remove(checkpoint.file.c_str());
}

TEST(LearnedRange, EachNumberOfBitsHasItsOwn) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = three_bits("convnet");
    nn::Choices choices;
    choices.activation_bits = {2, 3};
    const nn::Supernet net = trained(data, spec, {learning_ranges(), choices});
    const std::string file = testing::TempDir() + "bits.safetensors";
    net.save(file);
    const nn::TrainedNetwork held = nn::load_network(file);
    std::remove(file.c_str());
    const Floats &ranges = held.matrices[0].ranges;
    EXPECT_GT(ranges[1], 0);
    EXPECT_NE(ranges[2], ranges[1]);
    EXPECT_EQ(ranges[7], 0); // 8 bits were not trained
}

TEST(LearnedRange, WithoutItNoneIsLeft) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = three_bits("convnet");
    nn::TrainSpec train = learning_ranges();
    train.epochs = 1;
    nn::Supernet net = trained(data, spec, {train});
    EXPECT_NE(bytes(net, "with").find(".ranges"), std::string::npos);
    train.activation_ranges = nn::ActivationRanges::Percentile;
    net.train(data, {train});
    EXPECT_EQ(bytes(net, "without").find(".ranges"), std::string::npos);
}

TEST(LearnedRange, RefusesWhatDoesNotFit) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = learning_ranges();
    train.quantise = false;
    EXPECT_EQ(error_text([&] { trained(data, three_bits("convnet"), {train}); }),
              "train.activation_ranges = learned needs train.quantise = yes");
    train.quantise = true;
    train.epochs = 1;
    const nn::Supernet net = trained(data, three_bits("convnet"), {train});
    nn::Graph graph = net.graph({net.spec(), data.train, train});
    const auto fault = [&](const std::string &key, const std::string &text) {
        nn::Graph broken = graph;
        broken.metadata[key] = text;
        return error_text([&] { nn::with_trained_ranges(broken, nullptr); });
    };
    EXPECT_EQ(fault("crossweave.range.nobody", "3,1"),
              "metadata crossweave.range.nobody names no value of the network");
    for (const char *text : {"3", "9,1", "3,0", "3,-1", "3,1,1"})
        EXPECT_NE(fault("crossweave.range.conv1.relu", text).find("a range above 0 are right"),
                  std::string::npos);
    EXPECT_NE(fault("crossweave.range.conv1.relu", "3,x").find("numbers with commas"),
              std::string::npos);
}

TEST(Plan, AMeanOfTheImageHasTheBitsOfActivations) {
    nn::NetworkSpec spec;
    spec.activation_bits = 4;
    std::vector<nn::Step> steps(2);
    steps[0].kind = nn::OpKind::AveragePool;
    steps[0].input = nn::image_step;
    steps[1].kind = nn::OpKind::MaxPool;
    steps[1].input = nn::image_step;
    nn::assign_activation_bits(spec, steps);
    EXPECT_EQ(steps[0].activation_bits, 4);
    EXPECT_EQ(steps[1].activation_bits, 8); // the largest pixels as they are
}
