// SPDX-License-Identifier: Apache-2.0
// Networks with a local response normalisation, trained further.
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
#include <string>
#include <vector>

namespace {

/// The graph with a local response normalisation behind value `before`, for all who read that.
nn::Graph with_response(nn::Graph graph, int before) {
    const nn::Node *maker = graph.maker(before);
    const int place = maker ? static_cast<int>(maker - graph.nodes.data()) + 1 : 0;
    const int after = static_cast<int>(graph.values.size());
    for (nn::Node &node : graph.nodes)
        std::replace(node.inputs.begin(), node.inputs.end(), before, after);
    for (nn::Value &value : graph.values)
        value.node += value.node >= place ? 1 : 0;
    nn::Node node{"LRN", "response", {before}, after, {}};
    node.attributes["size"] = std::int64_t{4};
    node.attributes["alpha"] = 2.0F;
    node.attributes["beta"] = 0.75F;
    node.attributes["bias"] = 1.0F;
    graph.nodes.insert(graph.nodes.begin() + place, node);
    nn::Value made;
    made.name = "response";
    made.node = place;
    graph.values.push_back(made);
    nn::infer_shapes(graph);
    return graph;
}

/// What the first node of that operator makes.
int output_of(const nn::Graph &graph, const std::string &op) {
    return std::find_if(graph.nodes.begin(), graph.nodes.end(),
                        [&](const nn::Node &node) { return node.op == op; })
        ->output;
}

} // namespace

TEST(ResponseTraining, IsTrainedThroughAndKept) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.epochs = 4;
    const nn::Supernet first(small_network("convnet"), grey, classes, 1);
    const nn::Graph plain = first.graph({first.spec(), data.train, train});
    const nn::ImportedNetwork imported(with_response(plain, output_of(plain, "Relu")), {});
    nn::Supernet net(imported, data.train, 256, {});
    EXPECT_NEAR(net.float_accuracy({net.spec(), data.train, train}, data.test, 200, 1),
                imported.float_accuracy(data.test, 200, 1), 0.011);
    net.train(data, {train, {}, wobble()});

    const nn::QuantizedNetwork integers = net.extract({net.spec(), data.train, train}, nullptr);
    nn::validate(integers);
    EXPECT_GT(share_right(logits(integers, data.test), data.test), 0.8);

    const nn::ImportedNetwork back(net.graph({net.spec(), data.train, train}), {});
    EXPECT_GT(back.float_accuracy(data.test, 200, 1), 0.8);
    const nn::QuantizedNetwork after = back.quantise(data.train, 64, {});
    EXPECT_GT(share_right(logits(after, data.test), data.test), 0.8);
    for (const nn::QuantizedNetwork &network : {integers, after}) {
        const nn::QuantizedOp &op = network.ops[1];
        EXPECT_EQ(op.kind, nn::OpKind::ResponseNorm);
        EXPECT_EQ(op.response.size, 4);
        EXPECT_EQ(op.response.alpha, 2);
        EXPECT_EQ(op.response.beta, 0.75F);
        EXPECT_EQ(op.response.bias, 1);
    }
}

// What is behind a layer leaves the layer's own range alone.
TEST(ResponseTraining, HasNoLearnedRange) {
    const nn::Dataset data = grey_patches();
    nn::TrainSpec train = short_training();
    train.activation_ranges = nn::ActivationRanges::Learned;
    train.epochs = 1;
    train.learning_rate = 1e-9;
    const nn::Supernet first(small_network("convnet"), grey, classes, 1);
    const nn::Graph plain = first.graph({first.spec(), data.train, train});
    std::vector<double> ranges; // of the first layer
    for (const nn::Graph &graph : {plain, with_response(plain, output_of(plain, "Relu"))}) {
        nn::Supernet net(nn::ImportedNetwork(graph, {}), data.train, 256, {});
        net.train(data, {train});
        const nn::Graph after = net.graph({net.spec(), data.train, train});
        const std::string value = after.values[std::size_t(output_of(after, "Relu"))].name;
        const std::string bits_and_range = after.metadata.at("crossweave.range." + value);
        ranges.push_back(std::stod(bits_and_range.substr(bits_and_range.find(',') + 1)));
    }
    EXPECT_GT(ranges[0], 0);
    EXPECT_NEAR(ranges[1], ranges[0], 1e-4 * ranges[0]);
}

TEST(ResponseTraining, IntegersAgreeWithQuantisedFloats) {
    const nn::Dataset data = grey_patches();
    const nn::TrainSpec train = short_training();
    const nn::Supernet first(small_network("convnet"), grey, classes, 1);
    const nn::Graph plain = first.graph({first.spec(), data.train, train});
    const nn::ImportedNetwork imported(with_response(plain, output_of(plain, "Relu")), {});
    const nn::TrainedNetwork network = nn::trainable(imported, data.train, 256, {});
    nn::Cutout cutout = nn::make_cutout(network, network.steps, network.spec);
    nn::Workspace workspace;
    const auto statistics = nn::calibrate({network.matrices, train}, data.train, cutout, workspace);
    const nn::QuantizedNetwork integers = nn::integer_network(network, cutout, statistics, train);
    const std::vector<float> floating =
        nn::logits(cutout, statistics, true, data.test, data.test.count());
    EXPECT_LT(difference(logits(integers, data.test), floating), 0.01); // ties that round apart
}

TEST(ResponseTraining, RefusesWhatMayBeNegative) {
    const nn::Dataset data = grey_patches();
    const nn::Supernet first(small_network("convnet"), grey, classes, 1);
    const nn::Graph plain = first.graph({first.spec(), data.train, short_training()});
    for (const int before : {plain.input, output_of(plain, "BatchNormalization")})
        EXPECT_EQ(error_text([&] {
                      nn::Supernet(nn::ImportedNetwork(with_response(plain, before), {}),
                                   data.train, 256, {});
                  }),
                  "node response cannot be trained: a local response normalisation of the image, "
                  "or of values that may be negative");
}
