// SPDX-License-Identifier: Apache-2.0
#include "nn/training/supernet.h"
#include "nn/networks/network_file.h"
#include "nn/quantise/imported_network.h"
#include "nn/training/trainable.h"
#include "nn/training/trained/calibrate.h"
#include "nn/training/trained/integer_network.h"
#include "tests/error_text.h"
#include "tests/nn/numeric_gradient.h"
#include "tests/nn/supernet_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace {

constexpr double bend_tolerance = 0.15; ///< differences across kinks of ReLU and maximum

} // namespace

TEST(Supernet, GradientOfTheWholeNetworkAgreesWithDifferences) {
    const nn::Shape colour{3, 8, 8};
    std::vector<nn::NetworkSpec> networks;
    for (const std::string &model : models) {
        networks.push_back(small_network(model));
        if (model == "vgg" || model == "lenet")
            networks.back().hidden = {10, 8};
    }
    for (const char *model : {"convnet", "resnet"}) {
        networks.push_back(small_network(model));
        networks.back().kernels.back() = 2;
    }
    networks.push_back(small_network("convnet"));
    networks.back().kernel_widths = {3, 3, 1};
    networks.back().strides = {2, 1, 1};
    for (const std::vector<int> &kernels :
         {std::vector<int>{3, 5, 0, 3, 3, 0}, {0, 3, 0, 0, 3, 3}}) {
        networks.push_back(small_network("resnet"));
        networks.back().block_kernels = kernels;
    }
    for (const nn::NetworkSpec &spec : networks) {
        const std::string &model = spec.model;
        std::vector<nn::Step> steps = nn::plan(spec, colour, classes);
        nn::TrainedNetwork network{spec, colour, classes, nn::fresh_matrices(steps, 2)};
        std::vector<nn::Matrix> &matrices = network.matrices;
        for (nn::Matrix &matrix : matrices) { // without offsets, a later normalisation hides gamma;
            matrix.beta = normal_values(static_cast<int>(matrix.beta.size()), 6);
            for (float &beta : matrix.beta) // and open ReLUs have few kinks
                beta = 2 + 0.5F * beta;
        }
        std::vector<nn::Matrix> gradients = nn::zeros_like(matrices);
        const std::vector<float> x = normal_values(8 * colour.size(), 4);
        const std::vector<float> dy = normal_values(8 * classes, 3);
        nn::TrainSpec train;
        train.quantise = false;
        nn::PassOptions options;
        options.quantise = false;
        nn::Workspace workspace;
        nn::Cutout cutout = nn::make_cutout(network, steps, spec);
        const auto forward = [&] {
            for (std::size_t s = 0; s < steps.size(); ++s)
                nn::load_operand({matrices, train}, {0}, cutout, s);
            nn::Pass pass(cutout.steps, options, workspace);
            const float *y = pass.forward(8, x.data(), cutout.operands);
            return std::vector<float>(y, y + 8 * classes);
        };
        forward();
        nn::Pass pass(cutout.steps, options, workspace);
        pass.forward(8, x.data(), cutout.operands);
        std::vector<float> gradient = dy;
        pass.backward(gradient.data(), gradients);
        for (std::size_t m = 0; m < matrices.size(); ++m) {
            const std::vector<float> &of_beta = gradients[m].beta;
            if (of_beta.empty())
                continue; // left out
            const bool hidden = std::all_of(of_beta.begin(), of_beta.end(), [](float one) {
                return std::abs(one) < 1e-4F; // by the next normalisation, where nothing is padded
            });
            EXPECT_TRUE(!hidden || !spec.hidden.empty()) << model << " " << m;
            if (!hidden) {
                EXPECT_LT(gradient_error(matrices[m].beta, dy, of_beta, 1e-3F, forward),
                          bend_tolerance)
                    << model << " " << m;
            }
            if (!matrices[m].gamma.empty()) {
                EXPECT_LT(gradient_error(matrices[m].gamma, dy, gradients[m].gamma, 1e-3F, forward),
                          bend_tolerance)
                    << model << " " << m;
            }
        }
    }
}

TEST(Supernet, LearnsWithEveryModel) {
    const nn::Dataset data = grey_patches();
    for (const std::string &model : models) {
        nn::TrainSpec train = short_training();
        train.epochs = 6;
        const nn::Supernet net = trained(data, small_network(model), {train});
        EXPECT_GT(net.float_accuracy({net.spec(), data.train, train}, data.test, 200, 1), 0.9)
            << model;
        const nn::QuantizedNetwork network = net.extract({net.spec(), data.train, train}, nullptr);
        EXPECT_NO_THROW(nn::validate(network)) << model;
        EXPECT_GT(share_right(logits(network, data.test), data.test), 0.88) << model;
    }
}

TEST(Supernet, IntegerNetworkAgreesWithQuantisedFloats) {
    const nn::Shape colour{3, 9, 12};
    const nn::Dataset data{patches(320, colour, 0), patches(200, colour, 1)};
    for (const std::string &model : models) {
        const nn::NetworkSpec spec = small_network(model);
        const nn::TrainSpec train = short_training();
        std::vector<nn::Step> steps = nn::plan(spec, colour, classes);
        const nn::TrainedNetwork network{spec, colour, classes, nn::fresh_matrices(steps, 5)};
        nn::Cutout cutout = nn::make_cutout(network, steps, spec);
        nn::Workspace workspace;
        const auto statistics =
            nn::calibrate({network.matrices, train}, data.train, cutout, workspace);
        const nn::QuantizedNetwork integers =
            nn::integer_network(network, cutout, statistics, train);
        nn::validate(integers);
        const std::vector<float> integer = logits(integers, data.test);
        const std::vector<float> floating =
            nn::logits(cutout, statistics, true, data.test, data.test.count());
        EXPECT_LT(difference(integer, floating), 0.01) << model; // ties that round apart
    }
}

TEST(Supernet, ThreadsDoNotChangeWhatIsLearnt) {
    nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    train.shards = 3;
    train.augment = true;
    const nn::Choices choices{{{3, 5}, {}, {0, 3}}, {{4, 8}, {}, {}}};
    const nn::NetworkSpec spec = small_network("convnet");
    const std::string one = bytes(trained(data, spec, {train, choices, wobble(), {}, 1}), "one");
    EXPECT_EQ(one, bytes(trained(data, spec, {train, choices, wobble(), {}, 3}), "three"));
    train.seed = 2;
    EXPECT_NE(one, bytes(trained(data, spec, {train, choices, wobble(), {}, 1}), "other"));
}

TEST(Supernet, ResidualNetworkHasItsPublishedSize) {
    nn::NetworkSpec spec;
    spec.model = "resnet";
    spec.channels = {16, 32, 64};
    spec.kernels = {3, 3, 3};
    for (const auto &[blocks, products, weights] : // He et al. 2015, table 6: 0.27 M and 0.46 M
         {std::tuple(3, 40'551'040, 268'336), std::tuple(5, 68'862'592, 461'872)}) {
        spec.blocks = {blocks, blocks, blocks};
        std::int64_t macs = 0, values = 0;
        int layers = 0;
        for (const nn::Step &step : nn::plan(spec, {3, 32, 32}, 10))
            if (step.kind == nn::OpKind::MatMul) {
                ++layers;
                values += step.matrix.size();
                macs += std::int64_t{step.matrix.size()} * step.out.pixels();
            }
        EXPECT_EQ(layers, 6 * blocks + 2);
        EXPECT_EQ(macs, products);
        EXPECT_EQ(values, weights);
    }
}

TEST(Supernet, LearnsWithBitsOfItsOwnForEachLayer) {
    const nn::Dataset data = grey_patches();
    nn::NetworkSpec spec = small_network("convnet");
    spec.layer_weight_bits = {6, 2, 4};
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    const nn::Supernet net = trained(data, spec, {train});
    const nn::QuantizedNetwork network = net.extract({spec, data.train, train}, nullptr);
    nn::validate(network);
    const std::vector<int> wanted{6, 2, 4, 4};
    for (std::size_t m = 0; m < wanted.size(); ++m) {
        const nn::QuantizedOp &op = *network.matrices()[m];
        EXPECT_EQ(op.weight_bits, wanted[m]);
        int largest = 0;
        for (const nn::Weight weight : op.weights)
            largest = std::max(largest, std::abs(int{weight}));
        EXPECT_EQ(largest, (1 << (wanted[m] - 1)) - 1);
    }
    EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);

    const nn::ImportedNetwork imported(net.graph({spec, data.train, train}), {});
    const nn::QuantizedNetwork after = imported.quantise(data.train, 64, {8, 8, true, {3, 5}});
    EXPECT_EQ(after.matrices()[0]->weight_bits, 3);
    EXPECT_EQ(after.matrices()[3]->weight_bits, 5);
}

TEST(Supernet, LearnsWithActivationsOfTheirOwnBitsForEachLayer) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    nn::NetworkSpec spec =
        small_network("convnet"); // a maximum behind the first, a mean at the end
    spec.layer_activation_bits = {4, 2, 3};
    const nn::Supernet net = trained(data, spec, {train});
    const nn::QuantizedNetwork network = net.extract({spec, data.train, train}, nullptr);
    nn::validate(network);
    const std::vector<int> outputs{4, 4, 2, 3, 3}, inputs{8, 4, 4, 2, 3};
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        EXPECT_EQ(network.ops[i].output_bits, outputs[i]) << network.ops[i].name;
        EXPECT_EQ(network.ops[i].input_bits, inputs[i]) << network.ops[i].name;
    }
    EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);

    const nn::ImportedNetwork imported(net.graph({spec, data.train, train}), {});
    const nn::QuantizedNetwork after =
        imported.quantise(data.train, 64, {8, 8, true, {}, {4, 2, 3}});
    nn::validate(after);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        EXPECT_EQ(after.ops[i].output_bits, outputs[i]) << after.ops[i].name;
    EXPECT_GT(share_right(logits(after, data.test), data.test), 0.8);
    nn::NetworkSpec further;
    further.layer_activation_bits = {4, 2, 3};
    const nn::Supernet again(imported, data.train, 256, further);
    const nn::QuantizedNetwork tuned = again.extract({again.spec(), data.train, train}, nullptr);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        EXPECT_EQ(tuned.ops[i].output_bits, outputs[i]) << tuned.ops[i].name;
}

TEST(Supernet, AnImportedNetworkIsTrainedFurther) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.quantise = false;
    train.epochs = 4;
    for (const std::string &model : models) {
        const nn::Supernet first(small_network(model), grey, classes, 1); // knows nothing yet
        const nn::ImportedNetwork imported(first.graph({first.spec(), data.train, train}), {});
        nn::Supernet net(imported, data.train, 256, {});
        EXPECT_NEAR(net.float_accuracy({net.spec(), data.train, train}, data.test, 200, 1),
                    imported.float_accuracy(data.test, 200, 1), 0.011)
            << model;
        net.train(data, {train, {}, wobble()});
        EXPECT_GT(nn::ImportedNetwork(net.graph({net.spec(), data.train, train}), {})
                      .float_accuracy(data.test, 200, 1),
                  0.8)
            << model;
    }
}

TEST(Supernet, AnImportedNetworkKeepsItsSoftmax) {
    const nn::Dataset data = grey_patches();
    const nn::TrainSpec train = short_training();
    const nn::Supernet first(small_network("convnet"), grey, classes, 1);
    nn::Graph graph = first.graph({first.spec(), data.train, train});
    nn::Value shares;
    shares.name = "shares";
    shares.node = static_cast<int>(graph.nodes.size());
    graph.nodes.push_back(
        {"Softmax", "end", {graph.output}, static_cast<int>(graph.values.size()), {}});
    graph.values.push_back(shares);
    graph.output = graph.nodes.back().output;
    nn::infer_shapes(graph);
    const nn::Supernet net(nn::ImportedNetwork(graph, {}), data.train, 256, {});
    EXPECT_TRUE(net.extract({net.spec(), data.train, train}, nullptr).ops.back().softmax);
    const nn::Graph exported = net.graph({net.spec(), data.train, train});
    EXPECT_EQ(exported.maker(exported.output)->op, "Softmax");
}

TEST(Supernet, StopsWhenAskedTo) {
    const nn::Dataset data = grey_patches();
    nn::Supernet net(small_network("convnet"), grey, classes, 1);
    int steps = 0;
    net.train(data, {short_training()}, [&](const nn::TrainProgress &) { return ++steps < 3; });
    EXPECT_EQ(steps, 3);
}

TEST(Supernet, RefusesWhatDoesNotFit) {
    const auto made = [](const nn::NetworkSpec &spec) {
        return error_text([&] { nn::Supernet(spec, grey, classes, 1); });
    };
    nn::NetworkSpec spec = small_network("convnet");
    spec.kernels = {5, -1, 3};
    EXPECT_NE(made(spec).find("a kernel is at least 1"), std::string::npos);
    spec = small_network("convnet");
    spec.channels = {8, 12, 16};
    EXPECT_NE(made(spec).find("network.residual names layer 3"), std::string::npos);
    spec = small_network("convnet");
    spec.pool_after = {1, 2, 9};
    EXPECT_NE(made(spec).find("layer 9 in network.pool_after"), std::string::npos);
    spec.pool_after = {1, 2, 3, 3};
    EXPECT_NE(made(spec).find("layer 3 twice in network.pool_after"), std::string::npos);
    spec.model = "alexnet";
    EXPECT_NE(made(spec).find("known: convnet, separable, mlp"), std::string::npos);
    spec = small_network("resnet");
    spec.blocks = {3};
    EXPECT_NE(made(spec).find("network.blocks has 1"), std::string::npos);
    spec = small_network("resnet");
    spec.hidden = {10};
    EXPECT_NE(made(spec).find("network.hidden is for vgg"), std::string::npos);
    spec = small_network("vgg");
    spec.channels = {4, 4, 4, 4};
    spec.kernels = {3, 3, 3, 3};
    spec.blocks = {1, 1, 1, 1};
    EXPECT_NE(made(spec).find("stage4.pool halves a map of only 1 x 1"), std::string::npos);

    const nn::Supernet net(small_network("convnet"), grey, classes, 1);
    const nn::Images images = patches(64, grey, 0);
    nn::NetworkSpec wide = small_network("convnet");
    wide.channels = {9, 12, 12};
    EXPECT_NE(error_text([&] {
                  net.extract({wide, images, {}}, nullptr);
              }).find("conv1 wants"),
              std::string::npos);
}
