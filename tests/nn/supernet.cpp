// SPDX-License-Identifier: Apache-2.0
#include "nn/supernet.h"
#include "nn/calibrate.h"
#include "nn/imported_network.h"
#include "nn/integer_network.h"
#include "nn/network_file.h"
#include "nn/softmax_loss.h"
#include "tests/error_text.h"
#include "tests/nn/numeric_gradient.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numeric>

namespace {

constexpr int classes = 4;
constexpr double bend_tolerance = 0.15; ///< differences across kinks of ReLU and maximum

/// Noise with a bright patch whose corner tells the class.
nn::Images patches(int count, nn::Shape shape, std::uint64_t index) {
    nn::Random random(3, nn::Purpose::Order, index);
    nn::Images images;
    images.shape = shape;
    images.classes = classes;
    for (int i = 0; i < count; ++i) {
        const int label = random.below(classes);
        images.labels.push_back(static_cast<std::uint8_t>(label));
        for (int y = 0; y < shape.height; ++y)
            for (int x = 0; x < shape.width; ++x)
                for (int c = 0; c < shape.channels; ++c) {
                    const bool inside = (y < shape.height / 2) == (label < 2) &&
                                        (x < shape.width / 2) == (label % 2 == 0);
                    images.pixels.push_back(
                        static_cast<std::uint8_t>(random.below(100) + (inside ? 60 : 0)));
                }
    }
    return images;
}

const std::vector<std::string> models(nn::model_names.begin(), nn::model_names.end());

nn::NetworkSpec small_network(const std::string &model) {
    nn::NetworkSpec spec;
    spec.model = model;
    if (nn::has_stages(spec)) {
        spec.channels = {8, 12};
        spec.kernels = {3, 3};
        spec.blocks = {1, model == "lenet" ? 1 : 2};
        return spec;
    }
    spec.channels = {8, 12, 12};
    spec.kernels = {5, 3, 3};
    spec.pool_after = {1};
    spec.residual = {3};
    return spec;
}

nn::TrainSpec short_training() {
    nn::TrainSpec train;
    train.epochs = 2;
    train.batch = 32;
    train.augment = false;
    train.calibration_images = 256;
    train.optimizer = "sgd";
    train.learning_rate = 0.05;
    return train;
}

nn::Disturb wobble() {
    return [](int matrix, int rows, int cols, int, std::uint64_t draw, float *weights) {
        nn::Random random(draw, nn::Purpose::Draws, static_cast<std::uint64_t>(matrix));
        for (int i = 0; i < rows * cols; ++i)
            weights[i] += static_cast<float>(5 * random.normal());
    };
}

nn::Supernet trained(const nn::Dataset &data, const nn::NetworkSpec &spec,
                     const nn::TrainSpec &train, const nn::Choices &choices = {},
                     const nn::Disturb &disturb = nullptr, int threads = 1) {
    nn::Supernet net(spec, data.train.shape, classes, train.seed);
    net.train(data, train, choices, disturb, threads, nullptr);
    return net;
}

std::vector<float> logits(const nn::QuantizedNetwork &network, const nn::Images &images) {
    nn::ExactMatMul exact(network);
    std::vector<float> found(images.labels.size() * classes);
    nn::infer(network, exact, images.image(0), 0, images.count(), found.data());
    return found;
}

double share_right(const std::vector<float> &logits, const nn::Images &images) {
    int right = 0;
    for (int i = 0; i < images.count(); ++i)
        right += nn::argmax(logits.data() + i * classes, classes) ==
                 images.labels[static_cast<std::size_t>(i)];
    return right / static_cast<double>(images.count());
}

std::string bytes(const nn::Supernet &net, const std::string &name) {
    const std::string file = testing::TempDir() + name;
    net.save(file);
    std::ifstream in(file, std::ios::binary);
    std::string found((std::istreambuf_iterator<char>(in)), {});
    std::remove(file.c_str());
    return found;
}

const nn::Shape grey{1, 12, 12};

nn::Dataset grey_patches() { return {patches(640, grey, 0), patches(200, grey, 1)}; }

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
                nn::load_operand(matrices, train, nullptr, {0}, cutout, s);
            nn::Pass pass(cutout.steps, options, workspace);
            const float *y = pass.forward(8, x.data(), cutout.operands);
            return std::vector<float>(y, y + 8 * classes);
        };
        forward();
        nn::Pass pass(cutout.steps, options, workspace);
        pass.forward(8, x.data(), cutout.operands);
        std::vector<float> gradient = dy;
        pass.backward(gradient.data(), cutout.operands, gradients);
        for (std::size_t m = 0; m < matrices.size(); ++m) {
            const std::vector<float> &of_beta = gradients[m].beta;
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
        const nn::Supernet net = trained(data, small_network(model), train);
        EXPECT_GT(net.float_accuracy(net.spec(), data.train, train, data.test, 200, 1), 0.9)
            << model;
        const nn::QuantizedNetwork network = net.extract(net.spec(), data.train, train, nullptr);
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
            nn::calibrate(network.matrices, data.train, train, nullptr, cutout, workspace);
        const nn::QuantizedNetwork integers =
            nn::integer_network(cutout, network.matrices, statistics, train, colour, classes);
        nn::validate(integers);
        const std::vector<float> integer = logits(integers, data.test);
        const std::vector<float> floating =
            nn::logits(cutout, statistics, true, data.test, data.test.count());
        double squares = 0, differences = 0;
        for (std::size_t i = 0; i < integer.size(); ++i) {
            squares += std::pow(double{floating[i]}, 2);
            differences += std::pow(double{integer[i]} - double{floating[i]}, 2);
        }
        EXPECT_LT(std::sqrt(differences / squares), 0.01) << model; // ties that round apart
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
    const std::string one = bytes(trained(data, spec, train, choices, wobble(), 1), "one");
    EXPECT_EQ(one, bytes(trained(data, spec, train, choices, wobble(), 3), "three"));
    train.seed = 2;
    EXPECT_NE(one, bytes(trained(data, spec, train, choices, wobble(), 1), "other"));
}

TEST(Supernet, CutOutsShareWhatIsLearnt) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    const nn::Choices choices{{{3, 5}, {}, {0, 3}}, {{4, 8}, {6, 12}, {}}};
    const nn::Supernet net = trained(data, small_network("convnet"), train, choices, wobble());
    nn::NetworkSpec least = small_network("convnet");
    least.kernels = {3, 3, 0};
    least.channels = {4, 6, 12};
    const nn::QuantizedNetwork network = net.extract(least, data.train, train, wobble());
    nn::validate(network);
    EXPECT_EQ(network.matrices().size(), 3u); // two convolutions and the classifier
    EXPECT_EQ(network.matrices()[1]->rows(), 4 * 9);
    EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);
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

TEST(Supernet, BlocksAndKernelsOfAResidualNetworkCanBeCut) {
    const nn::Dataset data = grey_patches();
    nn::NetworkSpec whole = small_network("resnet");
    whole.kernels = {3, 5};
    const nn::Supernet net(whole, grey, classes, 1);
    nn::NetworkSpec least = whole;
    least.blocks = {1, 1};
    least.kernels = {3, 3};
    least.channels = {8, 10};
    const nn::QuantizedNetwork network = net.extract(least, data.train, short_training(), nullptr);
    nn::validate(network);
    EXPECT_EQ(network.matrices().size(), 6u);
    EXPECT_EQ(network.matrices()[5]->name, "fc");
    EXPECT_EQ(network.matrices()[5]->rows(), 10);
    least.blocks = {2, 1};
    EXPECT_NE(error_text([&] {
                  net.extract(least, data.train, short_training(), nullptr);
              }).find("stage1.block2.conv1 is left out of the trained network"),
              std::string::npos);
}

TEST(Supernet, ExportedGraphClassifiesAlike) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    for (const std::string &model : models) {
        const nn::Supernet net = trained(data, small_network(model), train);
        const nn::ImportedNetwork imported(net.graph(net.spec(), data.train, train), {});
        EXPECT_NEAR(imported.float_accuracy(data.test, 200, 1),
                    net.float_accuracy(net.spec(), data.train, train, data.test, 200, 1), 0.011)
            << model; // sums in another order
        EXPECT_NO_THROW(nn::validate(imported.quantise(data.train, 64, {}))) << model;
    }
}

TEST(Supernet, LearnsWithBitsOfItsOwnForEachLayer) {
    const nn::Dataset data = grey_patches();
    nn::NetworkSpec spec = small_network("convnet");
    spec.layer_weight_bits = {6, 2, 4};
    nn::TrainSpec train = short_training();
    train.epochs = 6;
    const nn::Supernet net = trained(data, spec, train);
    const nn::QuantizedNetwork network = net.extract(spec, data.train, train, nullptr);
    nn::validate(network);
    const std::vector<int> wanted{6, 2, 4, 4};
    for (std::size_t m = 0; m < wanted.size(); ++m) {
        const nn::QuantizedOp &op = *network.matrices()[m];
        EXPECT_EQ(op.weight_bits, wanted[m]);
        int largest = 0;
        for (const std::int8_t weight : op.weights)
            largest = std::max(largest, std::abs(int{weight}));
        EXPECT_EQ(largest, (1 << (wanted[m] - 1)) - 1);
    }
    EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);

    const nn::ImportedNetwork imported(net.graph(spec, data.train, train), {});
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
    const nn::Supernet net = trained(data, spec, train);
    const nn::QuantizedNetwork network = net.extract(spec, data.train, train, nullptr);
    nn::validate(network);
    const std::vector<int> outputs{4, 4, 2, 3, 3}, inputs{8, 4, 4, 2, 3};
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        EXPECT_EQ(network.ops[i].output_bits, outputs[i]) << network.ops[i].name;
        EXPECT_EQ(network.ops[i].input_bits, inputs[i]) << network.ops[i].name;
    }
    EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);

    const nn::ImportedNetwork imported(net.graph(spec, data.train, train), {});
    const nn::QuantizedNetwork after =
        imported.quantise(data.train, 64, {8, 8, true, {}, {4, 2, 3}});
    nn::validate(after);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        EXPECT_EQ(after.ops[i].output_bits, outputs[i]) << after.ops[i].name;
    EXPECT_GT(share_right(logits(after, data.test), data.test), 0.8);
    nn::NetworkSpec further;
    further.layer_activation_bits = {4, 2, 3};
    const nn::Supernet again(imported, data.train, 256, further);
    const nn::QuantizedNetwork tuned = again.extract(again.spec(), data.train, train, nullptr);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        EXPECT_EQ(tuned.ops[i].output_bits, outputs[i]) << tuned.ops[i].name;
}

TEST(Supernet, KernelsOfTwoReachUpAndLeft) {
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
        EXPECT_EQ(step.padding, kernel / 2);
        EXPECT_EQ(step.more_after, -1);
    }
}

TEST(Supernet, CutOutsShareWeightsOverKernelsDepthAndBits) {
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
    const nn::Supernet net = trained(data, whole, train, choices);
    EXPECT_EQ(nn::is_empty(choices), false);
    nn::NetworkSpec least = nn::smallest(whole, choices);
    EXPECT_EQ(least.kernels, (std::vector<int>{2, 1}));
    EXPECT_EQ(least.blocks, (std::vector<int>{1, 1}));
    EXPECT_EQ(least.layer_weight_bits, (std::vector<int>{8, 3}));
    EXPECT_EQ(least.activation_bits, 3);
    least.kernels = {2, 2};
    for (const nn::NetworkSpec &spec : {whole, least}) {
        const nn::QuantizedNetwork network = net.extract(spec, data.train, train, nullptr);
        nn::validate(network);
        EXPECT_GT(share_right(logits(network, data.test), data.test), 0.8);
        const nn::ImportedNetwork imported(net.graph(spec, data.train, train), {});
        EXPECT_NEAR(imported.float_accuracy(data.test, 200, 1),
                    net.float_accuracy(spec, data.train, train, data.test, 200, 1), 0.011);
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

TEST(Supernet, ChoicesOfBitsChangeNothingWhereNoBitsCount) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    train.quantise = false;
    nn::Choices choices;
    choices.weight_bits = choices.activation_bits = {4, 8};
    const nn::NetworkSpec spec = small_network("convnet");
    EXPECT_EQ(bytes(trained(data, spec, train, choices), "choices.safetensors"),
              bytes(trained(data, spec, train), "none.safetensors"));
    train.quantise = true;
    EXPECT_NE(bytes(trained(data, spec, train, choices), "choices.safetensors"),
              bytes(trained(data, spec, train), "none.safetensors"));
}

TEST(Supernet, AnImportedNetworkIsTrainedFurther) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.quantise = false;
    train.epochs = 4;
    for (const std::string &model : models) {
        const nn::Supernet first(small_network(model), grey, classes, 1); // knows nothing yet
        const nn::ImportedNetwork imported(first.graph(first.spec(), data.train, train), {});
        nn::Supernet net(imported, data.train, 256, {});
        EXPECT_NEAR(net.float_accuracy(net.spec(), data.train, train, data.test, 200, 1),
                    imported.float_accuracy(data.test, 200, 1), 0.011)
            << model;
        net.train(data, train, {}, wobble(), 1, nullptr);
        EXPECT_GT(nn::ImportedNetwork(net.graph(net.spec(), data.train, train), {})
                      .float_accuracy(data.test, 200, 1),
                  0.8)
            << model;
    }
}

TEST(Checkpoint, GoesOnToTheSameBytes) {
    const nn::Dataset data = grey_patches();
    const nn::NetworkSpec spec = small_network("resnet");
    for (const std::string optimizer : {"sgd", "adam"}) {
        nn::TrainSpec train = short_training();
        train.optimizer = optimizer;
        const nn::Checkpoint checkpoint{testing::TempDir() + optimizer + ".checkpoint", "this one"};
        std::remove(checkpoint.file.c_str());
        std::vector<double> losses, again;
        nn::Supernet straight(spec, grey, classes, 1);
        straight.train(data, train, {}, wobble(), 1, [&](const nn::TrainProgress &now) {
            losses.push_back(now.loss);
            return true;
        });
        for (const int stop : {7, 25, 1000}) { // in the first epoch, in the second, not at all
            int steps = 0;
            again.clear();
            nn::Supernet resumed(spec, grey, classes, 1);
            resumed.train(
                data, train, {}, wobble(), 1,
                [&](const nn::TrainProgress &now) {
                    again.push_back(now.loss);
                    return ++steps < stop;
                },
                checkpoint);
            EXPECT_EQ(stop == 1000, bytes(resumed, "resumed") == bytes(straight, "straight"));
        }
        EXPECT_EQ(again.front(), losses[19]); // the finished epoch, told again
        EXPECT_EQ(again.back(), losses.back());
        nn::Supernet other(spec, grey, classes, 1);
        EXPECT_NE(
            error_text([&] {
                other.train(data, train, {}, nullptr, 1, nullptr, {checkpoint.file, "another"});
            }).find("belongs to another training"),
            std::string::npos);
        std::remove(checkpoint.file.c_str());
    }
}

TEST(Supernet, ResidualLayerFollowsItsInputsChannels) {
    const nn::Dataset data = grey_patches();
    const nn::Supernet net(small_network("convnet"), grey, classes, 1);
    nn::NetworkSpec narrow = small_network("convnet");
    narrow.channels = {8, 6, 12};
    const nn::QuantizedNetwork network = net.extract(narrow, data.train, short_training(), nullptr);
    const nn::QuantizedOp &residual = network.ops[3];
    EXPECT_EQ(residual.name, "conv3");
    EXPECT_EQ(residual.out.channels, 6);
    EXPECT_EQ(residual.inputs, (std::vector<int>{2, 2}));
    EXPECT_GT(residual.residual_scale, 0);
}

TEST(Supernet, CutsTheFirstChannelsAndTheCentreOfTheKernel) {
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

TEST(Supernet, ComesBackFromItsFile) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 1;
    for (const std::string &model : models) {
        nn::NetworkSpec spec = small_network(model);
        spec.layer_weight_bits = {8, 6};
        spec.layer_activation_bits = {7, 8};
        const nn::Supernet net = trained(data, spec, train);
        const std::string file = testing::TempDir() + "supernet.safetensors";
        net.save(file);
        const nn::Supernet again = nn::Supernet::load(file);
        std::remove(file.c_str());
        EXPECT_EQ(again.spec().channels, net.spec().channels);
        EXPECT_EQ(again.spec().layer_weight_bits, net.spec().layer_weight_bits);
        EXPECT_EQ(again.spec().layer_activation_bits, net.spec().layer_activation_bits);
        EXPECT_EQ(logits(again.extract(again.spec(), data.train, train, nullptr), data.test),
                  logits(net.extract(net.spec(), data.train, train, nullptr), data.test));
    }
}

TEST(Supernet, StopsWhenAskedTo) {
    const nn::Dataset data = grey_patches();
    nn::Supernet net(small_network("convnet"), grey, classes, 1);
    int steps = 0;
    net.train(data, short_training(), {}, nullptr, 1,
              [&](const nn::TrainProgress &) { return ++steps < 3; });
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
    spec.pool_after = {1, 2, 3, 3, 9};
    EXPECT_NE(made(spec).find("network.pool_after names layer 9"), std::string::npos);
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
    EXPECT_NE(error_text([&] { net.extract(wide, images, {}, nullptr); }).find("conv1 wants"),
              std::string::npos);
}

TEST(Supernet, NamesAFileThatIsNoNetwork) {
    const std::string file = testing::TempDir() + "broken.safetensors";
    std::ofstream(file) << "no network";
    const std::string text = error_text([&] { nn::Supernet::load(file); });
    std::remove(file.c_str());
    EXPECT_NE(text.find(file), std::string::npos);
    EXPECT_EQ(text.find('\n'), std::string::npos);
}
