// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trainable.h"
#include "nn/quantise/imported_network.h"
#include "nn/training/supernet.h"
#include "tests/error_text.h"
#include "tests/nn/onnx_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

using nn::OnnxModel;

void wave_weights(OnnxModel &model, const std::string &name, const nn::Dims &shape) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < nn::value_count(shape); ++i)
        values.push_back(0.5F * std::sin(static_cast<float>(7 * i + 3)));
    model.floats(name, shape, values);
}

nn::Images waves() {
    nn::Images made{{1, 6, 6}, 4, {}, {}};
    for (int i = 0; i < 24 * made.shape.size(); ++i)
        made.pixels.push_back(static_cast<std::uint8_t>(128 + 127 * std::sin(0.37 * i * i)));
    for (int i = 0; i < 24; ++i)
        made.labels.push_back(static_cast<std::uint8_t>(i % 4));
    return made;
}

nn::Supernet trainable(const OnnxModel &model) {
    return {nn::ImportedNetwork(model.graph(), {}), waves(), 24, {}};
}

/// The largest difference of the logits of one image between the file and what is trained, as a
/// share of the largest.
double difference(const OnnxModel &model) {
    const nn::Supernet network = trainable(model);
    nn::TrainSpec train;
    train.weight_clip = 0;
    train.calibration_images = 24;
    const nn::Graph graph = network.graph({network.spec(), waves(), train});
    nn::GraphRunner runner(graph);
    const nn::Images images = waves();
    std::vector<float> image(36);
    for (std::size_t i = 0; i < image.size(); ++i)
        image[i] = static_cast<float>(images.pixels[i]) / 255;
    const std::vector<float> right = model.run(image);
    const float *found = runner.run(image.data());
    double worst = 0, largest = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        worst = std::max(worst, std::abs(double{found[i]} - double{right[i]}));
        largest = std::max(largest, std::abs(double{right[i]}));
    }
    return worst / largest;
}

/// A convolution and those nodes, one after the other, before a linear layer.
OnnxModel chain(const std::vector<std::string> &operators) {
    OnnxModel model({1, 1, 6, 6});
    wave_weights(model, "w", {3, 1, 3, 3});
    model.node("Conv", {"x", "w"}, "v0");
    int last = 0;
    for (const std::string &op : operators) {
        const std::string from = "v" + std::to_string(last), to = "v" + std::to_string(++last);
        auto &node = model.node(op, {from}, to);
        if (op == "MaxPool") {
            OnnxModel::attribute(node, "kernel_shape", {2, 2});
            OnnxModel::attribute(node, "strides", {2, 2});
        } else if (op == "Transpose") {
            OnnxModel::attribute(node, "perm", {0, 2, 3, 1});
        }
    }
    model.node("Flatten", {"v" + std::to_string(last)}, "f");
    return model;
}

} // namespace

// As in PyTorch's example for MNIST: relu(max_pool2d(conv(x), 2)).
TEST(Trainable, TakesAMaximumAheadOfReLU) {
    for (const std::vector<std::string> &operators :
         std::vector<std::vector<std::string>>{{"MaxPool", "Relu"},
                                               {"Relu", "MaxPool"},
                                               {"Dropout", "MaxPool", "Dropout", "Relu"},
                                               {"MaxPool", "Transpose", "Relu"}}) {
        OnnxModel model = chain(operators);
        wave_weights(model, "w2", {12, 4});
        model.node("MatMul", {"f", "w2"});
        EXPECT_LT(difference(model), 1e-3) << operators[0] << ", ...";
    }
}

// As Keras writes it: channels last, a hidden layer wider than what it reads.
TEST(Trainable, TakesTwoLinearLayersBehindChannelsThatComeLast) {
    OnnxModel model = chain({"Relu", "MaxPool", "Transpose"});
    wave_weights(model, "w2", {12, 20});
    wave_weights(model, "w3", {20, 4});
    model.node("MatMul", {"f", "w2"}, "h");
    model.node("Relu", {"h"}, "i");
    model.node("MatMul", {"i", "w3"});
    EXPECT_LT(difference(model), 1e-3);
}

// Its windows are one pixel each, but there are more of them than pixels.
TEST(Trainable, TakesAConvolutionOfOnePixelThatIsPadded) {
    OnnxModel model = chain({"Relu"});
    wave_weights(model, "w2", {2, 3, 1, 1});
    OnnxModel::attribute(model.node("Conv", {"v1", "w2"}, "c"), "pads", {1, 1, 1, 1});
    model.node("Relu", {"c"}, "r");
    model.node("Flatten", {"r"}, "g");
    wave_weights(model, "w3", {2 * 6 * 6, 4});
    model.node("MatMul", {"g", "w3"});
    EXPECT_LT(difference(model), 1e-3);
}

// Of a Clip whose limit no image reaches: what is trained is a ReLU, and that is said.
TEST(Trainable, TellsWhatItTakesAsReLU) {
    const auto taken = [](float low, float high, const std::string &op) {
        OnnxModel model = chain({});
        model.floats("low", {}, {low});
        model.floats("high", {}, {high});
        op == "Clip" ? model.node(op, {"v0", "low", "high"}, "r")
                     : model.node(op, {"v0", "low"}, "r");
        wave_weights(model, "w2", {48, 4});
        model.node("Flatten", {"r"}, "g");
        model.node("MatMul", {"g", "w2"});
        trainable(model);
        return nn::other_activations(model.graph());
    };
    EXPECT_EQ(taken(0, 100, "Clip"), std::vector<std::string>{"node n_r (Clip)"});
    EXPECT_TRUE(taken(0, std::numeric_limits<float>::max(), "Clip").empty()); // is one
    EXPECT_TRUE(taken(0, 0, "Max").empty());
    EXPECT_EQ(error_text([&] { taken(0, 0.5F, "Clip"); }),
              "node n_r (Clip) cannot be trained: ReLU is the only activation that is");
}

TEST(Trainable, NamesTheNodeThatIsNotTrained) {
    const auto refusal = [](const std::vector<std::string> &operators) {
        OnnxModel model = chain(operators);
        wave_weights(model, "w2", {12, 4});
        model.node("MatMul", {"f", "w2"});
        return error_text([&] { trainable(model); });
    };
    for (const std::string op : {"LeakyRelu", "Sigmoid"})
        EXPECT_EQ(refusal({op, "MaxPool"}), "node n_v1 (" + op +
                                                ") cannot be trained: ReLU is the only "
                                                "activation that is");
    EXPECT_EQ(error_text([&] {
                  OnnxModel model = chain({"Relu"});
                  wave_weights(model, "w2", {48, 20});
                  wave_weights(model, "w3", {48, 20});
                  wave_weights(model, "w4", {20, 4});
                  model.node("MatMul", {"f", "w2"}, "h");
                  model.node("MatMul", {"f", "w3"}, "i");
                  model.node("Max", {"h", "i"}, "j");
                  model.node("MatMul", {"j", "w4"});
                  trainable(model);
              }),
              "node n_j cannot be trained: training has no step for it (largest of maps)");
    // A factor moves the range of the codes with it, so that they stay as they are.
    for (const bool shift : {false, true}) {
        OnnxModel model = chain({"Relu"});
        model.floats("half", {}, {0.5F});
        model.node(shift ? "Add" : "Mul", {"v1", "half"}, "s");
        wave_weights(model, "w2", {48, 4});
        model.node("Flatten", {"s"}, "g");
        model.node("MatMul", {"g", "w2"});
        EXPECT_EQ(error_text([&] { trainable(model); }),
                  "node n_s cannot be trained: it scales, shifts or activates what no product has "
                  "made");
    }
    EXPECT_EQ(refusal({"MaxPool", "LeakyRelu"}),
              "node n_v2 cannot be trained: it scales, shifts or activates what no product has "
              "made");
}
